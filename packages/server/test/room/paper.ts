import { caret, defineRoom, list, text, value } from "@alongside/core";
import type { OpsByKey } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Joined } from "../../../core/test/speech.ts";
import { z } from "zod";
import { implement, type Rules } from "../../src/implement.ts";
import type { Peer } from "./peer.ts";
import { World, type WorldOptions } from "./world.ts";

/** A room to type in. */
export const Paper = defineRoom("paper", {
  version: 1,
  presence: { caret: caret(), name: z.string() },
  storage: {
    page: text({
      maxLength: 100,
      attributes: { bold: z.literal(true) },
      embeds: { image: z.string() },
    }),
    title: text(),
    secret: text(),
    votes: value(0),
    notes: list({ label: text(), color: value("black") }),
  },
  mutations: {
    scribble: { args: z.object({}), run: (doc) => doc.page.insert(0, "x") },
    note: {
      args: z.object({ label: z.string() }),
      run: (doc, { label }) => void doc.notes.push({ label }),
    },
  },
});

export const ROOM = "paper:one";

type PaperRules = Rules<typeof Paper>;

export function paperWorld(rules: PaperRules = {}, options: WorldOptions = {}): World {
  return new World({ ...options, rooms: [implement(Paper, rules)] });
}

/** Who sits at the paper of a world. */
export async function sit(
  world: World,
  client: string,
  token?: string,
  after: { after?: number; mark?: string } = {},
): Promise<{ peer: Peer; joined: Joined }> {
  const peer = await world.greet(client, token);
  const joined = await peer.join({ room: ROOM, ...after });
  return { peer, joined };
}

/** An edit of a text at the top. */
export function edit(field: "page" | "title" | "secret", delta: Delta): OpsByKey {
  return { [field]: [{ op: "text", id: "root", field, delta }] };
}
