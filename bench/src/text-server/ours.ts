import { encodeChange, encodeHello, encodeJoin, ENTRY_KINDS } from "@alongside/core/engine";
import type { Connection } from "../../../packages/server/src/session/wire.ts";
import { BenchClock } from "../bench-clock.ts";
import { pageHub, REQUEST, turn } from "../text/hub.ts";
import { Page } from "../rooms.ts";
import { PAGE } from "../text/page.ts";
import type { ServerTask, Subject } from "./subject.ts";
import { keyOf, LENGTH, type Table, type Turn, turnAt } from "./typists.ts";

/** A frame on its way to the server. */
interface Sent {
  readonly line: Connection;
  readonly frame: string;
}

/** The shipped server, and wires that lead nowhere. */
export async function open(task: ServerTask): Promise<Subject> {
  const hub = pageHub(new BenchClock());
  const room = hub.room(Page, "p");
  await room.update((doc) => doc.body.insert(0, "x".repeat(LENGTH)));
  let sent = 0;
  let ended = "";
  const lines: Connection[] = [];
  for (let who = 0; who < task.typists; who++) {
    const client = `typist-${String(who).padStart(9, "0")}`;
    const wire = {
      send: (frame: string) => (sent += frame.length),
      close: (_code: number, reason: string) => (ended = reason),
      buffered: 0,
    };
    const line = hub.accept(wire, REQUEST);
    line.receive(encodeHello({ versions: [2], features: [], kinds: ENTRY_KINDS, guest: client }));
    line.receive(encodeJoin({ seat: 1, room: PAGE, version: 1, client, ended: 0 }));
    lines.push(line);
  }
  await turn();
  const turns: Sent[][] = [];
  let first = 1;
  for (let seq = 1; seq <= task.changes; seq++) {
    const change = turnAt(seq, task);
    const line = lines[change.who];
    if (line === undefined) continue;
    // What was written before anybody heard of it comes in one turn of the event loop, and is decided together.
    if (turns.length === 0 || change.base >= first) {
      turns.push([]);
      first = seq;
    }
    turns.at(-1)?.push({ line, frame: frameOf(change, task) });
  }
  return {
    async take() {
      for (const frames of turns) {
        for (const { line, frame } of frames) line.receive(frame);
        await turn();
      }
      if (ended !== "" || sent === 0) throw new Error(`The server ended a connection: ${ended}`);
    },
    text: async () => (await room.read()).body.toString(),
  };
}

function frameOf(change: Turn, table: Table): string {
  const [at, gone, text] = keyOf(change, table);
  const delta = [at, gone > 0 ? -gone : text].filter((part) => part !== 0);
  return encodeChange({
    seat: 1,
    n: change.n + 1,
    // The text itself was the first entry.
    base: change.base + 1,
    ops: { body: [{ op: "text", id: "root", field: "body", delta }] },
  });
}
