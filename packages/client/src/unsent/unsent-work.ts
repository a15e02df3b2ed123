import { inWords } from "@alongside/core/engine";
import type { RoomExport, UnsentWork } from "./types.ts";

/** What `client.forget` rejects with where there is work that is not on the server. */
export class DeviceUnsent extends Error implements UnsentWork {
  readonly code = "device.unsent";
  readonly rooms: readonly RoomExport[];

  constructor(rooms: readonly RoomExport[]) {
    const count = rooms.reduce((sum, { changes }) => sum + changes.length, 0);
    super(
      inWords(
        () =>
          `${count} changes of ${rooms.length} rooms are not on the server. Offer people what \`rooms\` of this error has, then forget with { unsent: "discard" }`,
      ) ?? "device.unsent",
    );
    this.name = "DeviceUnsent";
    this.rooms = rooms;
  }
}
