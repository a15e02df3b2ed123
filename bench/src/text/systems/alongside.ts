import { createClient, type Room, type TransportFactory } from "@alongside/client";
import {
  encodeSnapshot,
  type Entry,
  fold,
  type OpsByKey,
  textEngine,
} from "@alongside/core/engine";
import type { Connection } from "../../../../packages/server/src/session/wire.ts";
import { BenchClock } from "../../bench-clock.ts";
import { LonelyPage } from "../../lonely-page.ts";
import { pageHub, REQUEST } from "../hub.ts";
import { Page } from "../../rooms.ts";
import { bodyOf, byUpdate, type Write } from "../page.ts";
import type { TextSystem } from "../system.ts";

/** Milliseconds between two keys of a typist, on a clock that only we move. So each change leaves as it is made, alone. */
const KEY_MS = 60;

/** A room's snapshot as the server stores it. Edits leave nothing behind but the text, so one that makes it whole is as good. */
function snapshotOf(text: string): string {
  const ops: OpsByKey = { body: [{ op: "text", id: "root", field: "body", delta: [text] }] };
  const author = { actor: "u", client: "c".repeat(16), n: 1 };
  const entry: Entry = { seq: 1, at: 0, ...author, kind: "change", ops };
  const { state, trash, ledger } = encodeSnapshot(fold(undefined, [entry], textEngine));
  const keys = Array.from(state, ([key, json]) => `${JSON.stringify(key)}:${json}`);
  return `{"state":{${keys.join(",")}},"trash":${trash},"ledger":${ledger}}`;
}

/** The shipped client, written to by what `writer` gives. */
export const alongside = (writer: (room: Room<typeof Page>) => Write): TextSystem => ({
  async create() {
    const page = new LonelyPage(Page);
    await page.room.ready;
    return {
      edit: writer(page.room),
      hear: () => page.answer(),
      get length() {
        return bodyOf(page.room).length;
      },
      toString: () => bodyOf(page.room).toString(),
      save: () => snapshotOf(bodyOf(page.room).toString()),
    };
  },
  async load(saved) {
    // What is sent to who joins is cut out of the snapshot as it is.
    const state = (saved as string).slice(
      '{"state":'.length,
      (saved as string).indexOf(',"trash"'),
    );
    const page = new LonelyPage(Page, state);
    await page.room.ready;
    return bodyOf(page.room).toString();
  },
  async loop() {
    const clock = new BenchClock();
    const hub = pageHub(clock);
    let sent = 0;
    const open = (guest: string, onSend: (frame: string) => void): Room<typeof Page> => {
      const transport: TransportFactory = (_url, handlers) => {
        let connection: Connection | undefined;
        queueMicrotask(() => {
          const wire = { send: handlers.onFrame, close: handlers.onClose, buffered: 0 };
          connection = hub.accept(wire, REQUEST);
          handlers.onOpen();
        });
        return {
          send(frame) {
            onSend(String(frame));
            connection?.receive(frame);
          },
          close: () => connection?.closed(),
          buffered: 0,
        };
      };
      const url = "ws://127.0.0.1/live";
      return createClient({ url, guest, clock, transports: [transport] }).join(Page, "p");
    };
    const author = open("author", (frame) => (sent += frame.length));
    const reader = open("reader", () => undefined);
    await Promise.all([author.ready, reader.ready]);
    const write = writer(author);
    return {
      edit(patches) {
        clock.pass(KEY_MS);
        write(patches);
      },
      async settled() {
        while (author.status.get().pending > 0) await Promise.resolve();
      },
      async texts() {
        // A server's own hands read what the room holds.
        const { body } = await hub.room(Page, "p").read();
        return [bodyOf(author), body, bodyOf(reader)].map(String);
      },
      get sent() {
        return sent;
      },
    };
  },
});

export const system = alongside(byUpdate);
