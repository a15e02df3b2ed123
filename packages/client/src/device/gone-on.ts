import type { RoomDefinition } from "@alongside/core";
import type { RoomCopy } from "../room/copy.ts";
import { numbered } from "./adopt.ts";
import type { DeviceWrite } from "./device-store.ts";
import { groundsOf } from "./grounds.ts";
import { chunkRows, queueRow, textRow } from "./rows.ts";

/** Writes the queue of an earlier page that is sent now, as its changes are by now. */
export function goneOn<D extends RoomDefinition>(copy: RoomCopy<D>): readonly DeviceWrite[] {
  const { segment, pending, replica, name, definition, log, seq, at } = copy;
  const { client, offset, end, order = 0, secret = "" } = segment;
  const changes = pending
    .all()
    .filter(({ data }) => data.n <= end)
    .map(({ data, editsTexts }) =>
      numbered(editsTexts ? { ...data, ops: replica.opsOf(data.n) } : data, -offset),
    );
  const { epoch = "", generation = 0 } = log ?? {};
  const last = { epoch, generation, seq, at };
  return [
    { put: queueRow(name, client, { version: definition.version, order, secret, last }) },
    ...chunkRows(name, client, changes).map((put) => ({ put })),
    ...groundsOf(copy, changes, pending.ended).map((row) => ({ put: textRow(name, client, row) })),
  ];
}
