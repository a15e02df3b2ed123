import type { Entry } from "@alongside/core/engine";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sqlite } from "../../src/store/sqlite.ts";
import { folder } from "../store/folder.ts";

/** Files, in each of which an erasing is killed until one comes to its end. */
const FILES =
  process.env["ALONGSIDE_SOAK"] === undefined ? [] : Array.from({ length: 12 }, (_, i) => i);

const CHILD = fileURLToPath(new URL("./kill-child.ts", import.meta.url));
const ROOMS = ["paper:a", "paper:b"];
const HEAD = 120;

function entry(seq: number): Entry {
  const isEve = seq % 3 !== 0;
  const [actor, client] = isEve ? ["eve-person", "eve-client"] : ["ada", "ada-client"];
  const word = `${isEve ? "whisper" : "public"}-${seq}-`.repeat(1 + (seq % 40));
  const insert = {
    op: "insert",
    id: `${client}.${seq}.0`,
    in: { of: "root", field: "notes" },
    at: "end",
    fields: { by: word },
  };
  const typed = { op: "text", id: "root", field: "body", delta: [word] };
  const ops = { notes: [insert], body: [typed] };
  const at = 1_700_000_000_000 + seq;
  return { seq, at, actor, client, n: seq, kind: "change", ops } as unknown as Entry;
}

/** Erases until it is done, or is killed so many ms after it began. Resolves with its last word. */
async function erase(file: string, killAfterMs: number): Promise<string> {
  const child = spawn(process.execPath, ["--conditions=source", CHILD, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = "";
  for await (const line of createInterface(child.stdout)) {
    last = line;
    if (line === "begun") setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  }
  return last;
}

test.each(FILES)(
  "[R1704] file %i: an erasing that is killed again and again comes to its end, and no file has the words",
  { timeout: 120_000 },
  async (number) => {
    const at = folder();
    const file = join(at, "rooms.db");
    const store = sqlite(file);
    for (const room of ROOMS)
      for (let seq = 1; seq <= HEAD; seq++) {
        await store.append(room, seq - 1, [entry(seq)]);
        if (seq % 50 === 0) await store.saveSnapshot(room, seq);
      }
    await store.close();
    let [kills, last] = [0, ""];
    for (let ms = 1 + number * 3; last !== "done"; ms = Math.ceil(ms * 1.5)) {
      last = await erase(file, ms);
      kills += 1;
      expect(["begun", "done"]).toContain(last);
      const reopened = sqlite(file);
      for (const room of ROOMS) expect(await reopened.head(room)).toBe(HEAD);
      const { state } = await reopened.stateAt("paper:a", HEAD, true);
      expect([...state.values()].join("")).toContain("public-3-");
      const left = await reopened.erasures();
      expect(last !== "done" || left.length === 0).toBe(true);
      await reopened.close();
    }
    expect(kills).toBeGreaterThan(0);
    const bytes = Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))));
    for (const word of ["whisper", "eve-person"]) expect(bytes.includes(word)).toBe(false);
  },
);
