import type { RoomId } from "@alongside/core/engine";
import { Broken } from "../checkers/broken.ts";
import type { SimRandom } from "../env/sim-random.ts";
import { type AskingServer, isDefinite, type Told } from "./asking-server.ts";
import { ROOM } from "./sheet.ts";

/** A room that somebody makes of an export. */
interface Made {
  readonly room: RoomId;
  readonly lines: readonly string[];
  /** JSON of the entries that the export has. */
  readonly log: readonly string[];
  /** Whether an answer said that it is there. */
  isTold: boolean;
}

/** Ms after which an answer is given up, and the same is asked again. */
const PATIENCE_MS = 1500;

/** Exports the room that people are in, and makes rooms of that: the wire is cut in the middle, lines are lost, the server dies. */
export class Importer {
  readonly all: Made[] = [];
  readonly counts = { imported: 0, cut: 0, damaged: 0 };
  broken: Broken | undefined;
  readonly #server: AskingServer;
  readonly #random: SimRandom;

  constructor(server: AskingServer, random: SimRandom) {
    this.#server = server;
    this.#random = random;
  }

  /** Makes another room. `before` is called with its name first. */
  async make(before: (room: RoomId) => void): Promise<void> {
    const lines: string[] = [];
    try {
      for await (const line of this.#server.server.hub.rooms.export(ROOM)) lines.push(line);
    } catch {
      // There is nothing yet, or the disk fails: another time.
      return;
    }
    const room = `sheet:copy-${this.all.length + 1}`;
    const { entries } = (JSON.parse(lines.at(-1) ?? "{}") as { end: { entries: number } }).end;
    const log = this.#log(ROOM).slice(0, entries);
    const made: Made = { room, lines, log, isTold: false };
    this.all.push(made);
    before(room);
    while (!made.isTold) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#try(made);
      // oxlint-disable-next-line no-await-in-loop -- not at once
      await this.#server.wait(this.#random.below(200));
    }
  }

  /** Throws `Broken` where a room is there and not whole, or was told to be there and is not. */
  check(): void {
    if (this.broken !== undefined) throw this.broken;
    for (const { room, log, isTold } of this.all) {
      const found = this.#log(room);
      if (found.length === 0 && !isTold) continue;
      const missing = log.findIndex((entry, i) => found[i] !== entry);
      if (missing < 0) continue;
      throw new Broken(
        `[R1708] ${room} was imported, and its entry ${missing + 1} of ${log.length} is ${found[missing]}`,
      );
    }
  }

  /** What the disk has; what is behind an export stays as it is. */
  #log(room: RoomId): readonly string[] {
    return this.#server.disk.entries(room).map((entry) => JSON.stringify(entry));
  }

  async #try(made: Made): Promise<void> {
    const random = this.#random;
    const { isCalm } = this.#server;
    const lines = [...made.lines];
    const fate = isCalm ? "whole" : random.pick(["whole", "cut", "cut", "short", "lost"]);
    if (fate === "short") lines.length = random.below(lines.length);
    else if (fate === "lost") lines.splice(random.below(lines.length - 1), 1);
    const told = await this.#ask(made.room, lines, fate === "cut" ? random.next() : 1);
    if (fate === "cut") this.counts.cut += 1;
    if (told === undefined || !isDefinite(told)) return;
    // An earlier one came after all.
    if (told.status === 409) made.isTold = true;
    else if (told.status === 200) {
      made.isTold = true;
      this.counts.imported += 1;
      if (fate !== "whole")
        this.broken ??= new Broken(`[R1708] ${made.room} was made of an export that is ${fate}`);
    } else if (fate === "whole")
      this.broken ??= new Broken(`${made.room} was refused: ${JSON.stringify(told)}`);
    else this.counts.damaged += 1;
  }

  /** Sends the lines, or a part of them before the wire is cut. */
  #ask(room: RoomId, lines: readonly string[], share: number): Promise<Told | undefined> {
    const { clock } = this.#server.server;
    const asked = {
      method: "POST",
      path: `/rooms/${room}/import`,
      headers: {},
      type: "application/jsonl",
      body: "",
    };
    return new Promise((resolve) => {
      clock.after(PATIENCE_MS, () => resolve(undefined));
      void this.#server.answer(asked, this.#pieces(lines, share)).then((told) => resolve(told));
    });
  }

  async *#pieces(lines: readonly string[], share: number): AsyncIterable<Uint8Array> {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    const end = Math.floor(bytes.length * share);
    for (let at = 0; at < end; at += 700) {
      // oxlint-disable-next-line no-await-in-loop -- as it comes
      await this.#server.wait(this.#random.pick([0, 0, 1, 3]));
      yield bytes.subarray(at, Math.min(at + 700, end));
    }
    if (share < 1) throw new Error("The wire was cut");
  }
}
