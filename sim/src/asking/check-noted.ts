import type { RoomId } from "@alongside/core/engine";
import type { MemoryDisk } from "@alongside/testing";
import { Broken } from "../checkers/broken.ts";
import { checkSealed } from "../checkers/sealed.ts";
import { NOTED } from "./sheet.ts";

/** Throws `Broken` where a follower has not noted each entry of these rooms once, or where one is not as it was sealed. */
export async function checkNoted(disk: MemoryDisk, rooms: readonly RoomId[]): Promise<void> {
  const noted = new Map<string, number>();
  for (const entry of disk.entries(NOTED)) {
    if (entry.kind !== "change" || entry.mutation === undefined) continue;
    const { word } = entry.mutation.args as { readonly word: string };
    noted.set(word, (noted.get(word) ?? 0) + 1);
  }
  for (const room of rooms) {
    for (const { seq, kind } of disk.entries(room)) {
      const times = noted.get(`${room}#${seq}`) ?? 0;
      // Refusals are told to no follower that does not ask for them.
      if (times !== (kind === "outcome" ? 0 : 1))
        throw new Broken(`[R1709] the follower has noted entry ${seq} of ${room} ${times} times`);
    }
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    if (disk.head(room) > 0) await checkSealed(disk.open(), room);
  }
}
