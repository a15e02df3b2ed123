import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { field } from "./support/field.ts";
import { TextServer } from "./support/text-server.ts";

const word = fc.string({
  unit: fc.constantFrom("a", "1", "-", "\n", "e\u0301", "\u{1F600}", "\u{1F601}", "\r\n"),
  maxLength: 5,
});

const step = fc.record({
  who: fc.constantFrom("ada", "ada2", "ben", "cyd"),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant("type" as const) },
    fc.constantFrom(
      "wait",
      "pause",
      "resume",
      "send",
      "receive",
      "refuse",
      "allow",
      "lock",
      "unlock",
    ),
  ),
  from: fc.nat(12),
  gone: fc.nat(3),
  word,
});

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("[R709] however people type, compose and are refused, all editors end with the shared text", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const server = new TextServer("\u{1F600} one\ntwo e\u0301");
      const clients = {
        ada: server.join("ada"),
        ben: server.join("ben"),
        cyd: server.join("cyd"),
      };
      const editors = {
        ada: field(clients.ada.open()),
        ada2: field(clients.ada.open()),
        ben: field(clients.ben.open()),
        cyd: field(clients.cyd.open()),
      };
      for (const { who, what, from, gone, word: typed } of steps) {
        const editor = editors[who];
        const id = who === "ada2" ? "ada" : who;
        if (what === "type") {
          const letters = Array.from(editor.value);
          const start = letters.slice(0, from).join("");
          const rest = letters.slice(from + gone).join("");
          editor.change(`${start}${typed}${rest}`, start.length + typed.length);
        } else if (what === "wait") vi.advanceTimersByTime(20 * gone);
        else if (what === "pause") editor.pause();
        else if (what === "resume") editor.resume();
        else if (what === "send") server.send(id, 1 + gone);
        else if (what === "receive") server.receive(id, 1 + gone);
        else if (what === "lock" || what === "unlock") clients[id].canWrite = what === "unlock";
        else
          server.judge = (_delta, client) => {
            if (what === "refuse" && client === id) throw new Error("no");
          };
      }
      for (const editor of Object.values(editors)) editor.resume();
      await server.settle();
      vi.runAllTimers();
      const text = server.text.toString();
      expect(text.isWellFormed() && !text.includes("\r")).toBe(true);
      for (const client of Object.values(clients)) expect(client.text).toBe(text);
      for (const editor of Object.values(editors)) expect(editor.value).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});
