import type { Socket } from "node:net";
import {
  encodeChange,
  encodeHello,
  encodeJoin,
  encodePresence,
  ENTRY_KINDS,
  type EntryParts,
  parseDown,
  readEntry,
  WIRE_VERSIONS,
  systemRandom,
} from "@alongside/core/engine";
import type { WebSocket } from "ws";
import { changeOf, type Write } from "../writing.ts";
import { openSocket } from "./link.ts";
import type { PageOptions } from "./page.ts";
import type { Ended, Person } from "./stage.ts";

/** How long somebody may take to be let in, in ms. */
const IN_MS = 10_000;

/**
 * Somebody who speaks the wire without keeping a room: so that the machine's time goes to the server, also where there are hundreds.
 * What others write is counted and not read.
 */
export class Thin implements Person {
  readonly #socket: WebSocket;
  readonly #options: PageOptions;
  readonly #waiting = new Map<number, (ended: Ended) => void>();
  #n = 0;
  #stream: Socket | undefined;
  #isHeld = false;
  #why: string | undefined;

  private constructor(options: PageOptions) {
    this.#options = options;
    this.#socket = openSocket(options.url);
    this.#socket.on("upgrade", ({ socket }) => (this.#stream = socket));
  }

  /** Resolves once it is in the room. Rejects with why it is not let in. */
  static async enter(options: PageOptions): Promise<Thin> {
    const thin = new Thin(options);
    await thin.#enter();
    return thin;
  }

  write(write: Write): Promise<Ended> {
    return new Promise((resolve) => {
      if (this.#why !== undefined) return resolve(lost(this.#why));
      const n = ++this.#n;
      this.#waiting.set(n, resolve);
      this.#send(encodeChange({ seat: 1, n, base: 0, ...changeOf(write) }));
    });
  }

  move(x: number, y: number): void {
    const { point } = this.#options.writing;
    if (point !== undefined) this.#send(encodePresence({ seat: 1, set: { [point]: { x, y } } }));
  }

  close(): void {
    this.#end("left");
    this.#socket.close();
  }

  #enter(): Promise<void> {
    const { definition } = this.#options.writing;
    const { room, token, traffic } = this.#options;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        this.#end(why);
        this.#socket.terminate();
        reject(new Error(why));
      };
      const timer = setTimeout(() => fail("it is not let in within 10 s"), IN_MS);
      this.#socket.on("open", () => {
        const who = token === undefined ? { guest: systemRandom.id(24) } : { token };
        this.#send(
          encodeHello({ versions: WIRE_VERSIONS, features: [], kinds: ENTRY_KINDS, ...who }),
        );
        const client = systemRandom.id(16);
        const { name, version } = definition;
        this.#send(encodeJoin({ seat: 1, room: `${name}:${room}`, version, client, ended: 0 }));
      });
      this.#socket.on("message", (data: Buffer, isBinary) => {
        traffic.note(data);
        if (isBinary) return;
        const frame = data.toString();
        // Entries come by the thousand, and each of the other messages once.
        if (frame.startsWith('["d"')) return this.#read(frame);
        if (!/^\["[sxbz]"/.test(frame)) return;
        const message = parseDown(frame);
        if (message?.type === "pause") traffic.pauses += 1;
        if (message?.type === "joined") {
          clearTimeout(timer);
          resolve();
        } else if (message?.type === "closed" || message?.type === "bye") {
          clearTimeout(timer);
          fail(`${message.message} (${message.code})`);
        }
      });
      this.#socket.on("error", (error) => fail(error.message));
      this.#socket.on("close", (code, reason) => {
        clearTimeout(timer);
        fail(reason.length > 0 ? reason.toString() : `the link broke (${code})`);
      });
    });
  }

  /** Reads what became of its own changes; of the others' nothing is decoded. */
  #read(frame: string): void {
    if (!frame.includes('["a",') && !frame.includes('["r",')) return;
    const [, , list] = JSON.parse(frame) as readonly [string, number, readonly EntryParts[]];
    for (const parts of list) {
      if (parts[0] !== "a" && parts[0] !== "r") continue;
      const entry = readEntry(parts);
      if ("ack" in entry) this.#ended(entry.ack, { name: "committed", seq: entry.seq });
      else if ("refused" in entry) {
        const { code, message } = entry;
        this.#ended(entry.refused, { name: "refused", code, message });
      }
    }
  }

  #ended(n: number, how: Ended): void {
    const resolve = this.#waiting.get(n);
    this.#waiting.delete(n);
    resolve?.(how);
  }

  #end(why: string): void {
    this.#why ??= why;
    for (const n of this.#waiting.keys()) this.#ended(n, lost(why));
  }

  /** What is sent in one turn leaves in one write. */
  #hold(): void {
    if (this.#isHeld || this.#stream === undefined) return;
    this.#isHeld = true;
    this.#stream.cork();
    process.nextTick(() => {
      this.#isHeld = false;
      this.#stream?.uncork();
    });
  }

  #send(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#options.traffic.note(frame);
    this.#hold();
    this.#socket.send(frame);
  }
}

function lost(why: string): Ended {
  return { name: "lost", message: why };
}
