import type { Down } from "@alongside/core/engine";
import type { DeviceRow } from "../device/device-store.ts";

/** Keeps a room on the device, and brings back what the device has of it. */
export interface RoomKeeper {
  /** Whether all that is pending is on the device. */
  readonly isSafe: boolean;
  /** What other pages of this browser have not sent, and is not shown here: their edits of texts. */
  readonly unseen: "texts" | undefined;
  /** Something was written, has ended or was heard. */
  changed(): void;
  /** A message as this page numbers its changes, whoever of them the seat is just now. */
  heard<M extends Down>(message: M): M;
  /** The server closed the seat. Returns how many ms to stay away at least, or that the room goes on with the next of those whose changes are pending. */
  closed(code: string): number | "go on" | undefined;
  /** Resolves with what the device has of the room beside what this page has itself: queues of other pages, and what those had refused. */
  others(): Promise<readonly DeviceRow[]>;
  /** The room ended for good, or for now. */
  refused(code: string): void;
  /** The page may be gone in a moment. */
  flush(): void;
  /** Nothing of what happens from here on is kept. */
  stop(): void;
}
