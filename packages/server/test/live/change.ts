import { Speech } from "../../../core/test/speech.ts";
import type { Authenticate } from "../../src/session/wire.ts";
import type { RawClient } from "../live/client.ts";
import { ROOM } from "../live/scene.ts";

/** The frame of a message to the room, which is the first that its sender joined. */
export const said = (message: object): string => new Speech().said(message);

/** A change of the room, as text, with `rest` over its fields. */
export const change = (ops: unknown, rest: object = {}): string =>
  said({ type: "change", room: ROOM, n: 1, base: 0, ops, ...rest });

/** Lists in lists. */
export const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** What the change ended as, for its author. */
export async function outcome(client: RawClient, ops: unknown, n = 1): Promise<unknown> {
  client.raw(change(ops, { n }));
  const { list } = await client.next("entries", (frame) =>
    frame.list.some((entry) => "ack" in entry || "refused" in entry),
  );
  return list.find((entry) => "ack" in entry || "refused" in entry);
}

/** Whoever says their name is who they say. */
export const byName: Authenticate = (token = "nobody") => ({
  user: { id: token, name: token, color: "#123456" },
});
