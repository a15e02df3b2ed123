/** Why the device does not keep something: see docs/errors.md. */
export type DeviceCode =
  | "device.aborted"
  | "device.blocked"
  | "device.closed"
  | "device.cut"
  | "device.denied"
  | "device.failed"
  | "device.foreign"
  | "device.forgotten"
  | "device.full"
  | "device.gone"
  | "device.missing"
  | "device.newer"
  | "device.silent"
  | "device.unreadable";

/** The device does not keep something, or has lost it. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly code: DeviceCode;

  /** Without a `message` the code stands for it. `options.cause` is what the browser said. */
  constructor(
    code: DeviceCode,
    message: string | undefined,
    options?: { readonly cause?: unknown },
  ) {
    super(message ?? code, options);
    this.code = code;
  }
}
