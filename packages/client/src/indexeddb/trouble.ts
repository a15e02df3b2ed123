import { inWords } from "@alongside/core/engine";
import type { DeviceState } from "../device/device-store.ts";
import { type DeviceCode, DeviceError } from "./device-error.ts";

/** What people are told. Inside the call, so that a page's production build leaves it out. */
function wordsFor(code: DeviceCode): string | undefined {
  return inWords(() => {
    const words: { readonly [C in DeviceCode]: string } = {
      "device.aborted": "The browser gave up a write and did not say why; it is tried again",
      "device.blocked":
        "A tab with an older version of this page keeps the database open: close it",
      "device.closed": "The store was closed",
      "device.cut": "The browser closed the database under the page; it is opened again",
      "device.denied": "The browser does not let this page keep anything",
      "device.failed": "The browser's database failed; it is tried again",
      "device.foreign": "The database is another user's or server's",
      "device.forgotten": "The local copies were taken off this device",
      "device.full": "The disk, or the browser's share of it, is full; it is tried again",
      "device.gone": "What was kept on this device is gone: the browser has removed it",
      "device.missing": "This browser has no IndexedDB",
      "device.newer": "A newer version of this page has written the database: reload this page",
      "device.silent": "The browser's database does not answer; it is waited for",
      "device.unreadable": "Rows that were damaged, or that are another user's, were put aside",
    };
    return words[code];
  });
}

/** Those that no time heals: such a store keeps nothing any more. */
const FINAL: ReadonlySet<DeviceCode> = new Set<DeviceCode>([
  "device.closed",
  "device.denied",
  "device.foreign",
  "device.forgotten",
  "device.missing",
  "device.newer",
]);

export function isFinal(code: DeviceCode): boolean {
  return FINAL.has(code);
}

/** The error of a code, in words where the build has any. */
export function trouble(code: DeviceCode, cause?: unknown): DeviceError {
  return new DeviceError(code, wordsFor(code), cause === undefined ? undefined : { cause });
}

/** A store's state, whose codes are its own. */
export type State = DeviceState & { readonly code?: DeviceCode };

/** A state that has this code. */
export function stateOf(name: State["name"], code: DeviceCode): State {
  const reason = wordsFor(code);
  return { name, code, ...(reason !== undefined && { reason }) };
}

/** What the browser means by an error of opening the database. */
export function openingTrouble(error: unknown): DeviceError {
  if (error instanceof DeviceError) return error;
  const name = nameOf(error);
  if (name === "VersionError") return trouble("device.newer", error);
  // Of old, Firefox says InvalidStateError in private windows.
  if (name === "SecurityError" || name === "InvalidStateError")
    return trouble("device.denied", error);
  return writingTrouble(error);
}

/** What the browser means by an error of a transaction. `null` is the error of one that was aborted without any. */
export function writingTrouble(error: unknown): DeviceError {
  if (error instanceof DeviceError) return error;
  const name = nameOf(error);
  if (name === "QuotaExceededError") return trouble("device.full", error);
  if (name === "AbortError") return trouble("device.aborted", error);
  // Said by a database that is closed, or just being closed.
  if (name === "InvalidStateError") return trouble("device.cut", error);
  return trouble("device.failed", error);
}

function nameOf(error: unknown): unknown {
  return error === null ? "AbortError" : (error as Error | undefined)?.name;
}
