import type { RoomDefinition } from "@alongside/core";
import { Lazy } from "../lazy.ts";
import type { RoomSession } from "../room/room.ts";
import type { Device } from "./device.ts";
import type { DeviceStore, Persist } from "./device-store.ts";
import type { DeviceGiven } from "./on-device.ts";

/** Loaded with the first room of a client that keeps rooms on the device. */
export const deviceCode = new Lazy(() => import("./device.ts"));

/** The device of a client, once its code is here. */
export class LaterDevice {
  readonly #persist: Persist;
  readonly #given: DeviceGiven;
  #device: Device | undefined;
  /** The store where no room has opened one, or the device is closed. */
  #alone: DeviceStore | undefined;
  #isClosed = false;

  constructor(persist: Persist, given: DeviceGiven) {
    this.#persist = persist;
    this.#given = given;
  }

  /** Keeps a room from here on. It is entered once what the device has of it is here, or is known not to come. */
  keep<D extends RoomDefinition>(session: RoomSession<D>): void {
    session.isLoading = true;
    deviceCode
      .load()
      .then(({ Device }) => {
        if (this.#isClosed) return false;
        this.#device ??= new Device(this.#persist, this.#given);
        return this.#device.keep(session);
      })
      .catch((error: unknown) => {
        this.#given.host.report(error);
        return false;
      })
      .then((isShown) => session.loaded(isShown))
      .catch(this.#given.host.report);
  }

  close(): void {
    this.#isClosed = true;
    this.#device?.close();
    this.#alone?.close();
  }

  /** Takes everything off the device, of rooms too that this page never joined. */
  async forget(): Promise<void> {
    await (this.#device?.store ?? this.open()).forget();
  }

  /** The store, to look at. */
  open(): DeviceStore {
    if (this.#device !== undefined && !this.#isClosed) return this.#device.store;
    const { host, server } = this.#given;
    const { clock, random, report } = host;
    return (this.#alone ??= this.#persist({ server, clock, random, report }));
  }
}
