import { type IncomingMessage, request } from "node:http";
import { Speech } from "../../../packages/core/test/speech.ts";
import { API_KEY } from "../arena.ts";
import { type Attack, MIB } from "../attack.ts";
import { Found, type Field } from "../field.ts";
import { later } from "../link.ts";
import { filled, fillShape } from "./shapes.ts";

/** How long nothing is read, in ms: the server waits for readers for 2 s. */
const DEAF_MS = 9000;

/** How long what is left on the way may take to be read, in ms. */
const REST_MS = 10_000;

/** Somebody who asked for a stream, and reads of it what they want. */
class Reader {
  /** The last that was read. */
  tail = "";
  #response: IncomingMessage | undefined;
  readonly #destroy: () => void;
  readonly #isLeft: Promise<unknown>;
  readonly #end = Promise.withResolvers<void>();

  constructor(
    port: number,
    method: string,
    path: string,
    until: RegExp,
    hear: (it: string) => void,
  ) {
    const asked = request({ port, host: "127.0.0.1", method, path, agent: false });
    asked.setHeader("Authorization", `Bearer ${API_KEY}`);
    this.#destroy = () => asked.destroy();
    this.#isLeft = new Promise((resolve) => {
      const over = (): void => {
        this.#end.resolve();
        resolve(undefined);
      };
      asked.on("error", over);
      asked.on("close", over);
      asked.on("response", (response) => {
        this.#response = response;
        response.on("error", over);
        response.setEncoding("utf8");
        let text = "";
        response.on("data", (more: string) => {
          text = text.length > 10_000 ? "" : text + more;
          if (!until.test(text)) return;
          response.pause();
          resolve(undefined);
          hear(text);
        });
      });
    });
    asked.end();
  }

  /** Resolves once it reads no more. */
  get isDeaf(): Promise<unknown> {
    return this.#isLeft;
  }

  /** Reads what has come, and comes. Resolves at its end. */
  readOn(): Promise<void> {
    this.#response?.removeAllListeners("data");
    this.#response?.on("data", (more: string) => (this.tail = (this.tail + more).slice(-200)));
    this.#response?.resume();
    return this.#end.promise;
  }

  leave(): void {
    this.#destroy();
  }
}

/** A room of which an export would have 7 MB. */
async function largeRoom(field: Field): Promise<string> {
  const { link, room, ids } = await filled(field, 1);
  await fillShape(link, room, ids[0] ?? "", 40_000, "x".repeat(100));
  return room;
}

/** Ask for a large room over HTTP, or follow it from its beginning, and read nothing of that. An event is short: those few wait in the socket. */
export const deafListeners: Attack = {
  name: "deaf-listeners",
  heldBytes: 160 * MIB,
  async run(field) {
    const { places } = field;
    const room = await largeRoom(field);
    const path = `/v1/rooms/${room}`;
    const listen = (what: string, until: RegExp): readonly Reader[] =>
      Array.from(
        { length: 20 },
        () => new Reader(places.port, "GET", path + what, until, () => undefined),
      );
    const followers = listen("/events?after=0", /: at/);
    const readers = listen("/export", /alongside/);
    await Promise.all([...followers, ...readers].map((reader) => reader.isDeaf));
    await later(DEAF_MS);
    await Promise.race([Promise.all(readers.map((reader) => reader.readOn())), later(REST_MS)]);
    // Who was cut off has not come to the end.
    const held = readers.filter(({ tail }) => tail.includes("sha256")).length;
    for (const reader of [...followers, ...readers]) reader.leave();
    if (held > 0) throw new Found(`${held} of ${readers.length} who read nothing are held`);
  },
};

/** Enter a large room over a stream of events, and read nothing of it. */
export const deafStreams: Attack = {
  name: "deaf-streams",
  // The room itself, what one address may leave unread, and no more.
  heldBytes: 224 * MIB,
  async run(field) {
    const { places, random } = field;
    const room = await largeRoom(field);
    const path = "/live?down=stream";
    const secrets: string[] = [];
    const readers = Array.from(
      { length: 40 },
      () =>
        new Reader(places.port, "POST", path, /event: link\ndata: \S+\n/, (text) => {
          secrets.push(/data: (\S+)/.exec(text)?.[1] ?? "");
        }),
    );
    await Promise.all(readers.map((reader) => reader.isDeaf));
    const post = async (secret: string, n: number, text: string): Promise<void> => {
      await fetch(`http://127.0.0.1:${places.port}/live?n=${n}`, {
        method: "POST",
        body: `${secret}\n${text}`,
      }).catch(() => undefined);
    };
    await Promise.all(
      secrets.map(async (secret) => {
        const speech = new Speech(random.id());
        const hello = speech.said({ type: "hello", versions: [2], token: `user:${random.id()}` });
        const join = speech.said({ type: "join", room, version: 1, ended: 0 });
        await post(secret, 1, hello);
        await post(secret, 2, join);
      }),
    );
    await later(DEAF_MS);
    const { connections } = await field.state();
    for (const reader of readers) reader.leave();
    if (connections >= readers.length)
      throw new Found(`${readers.length} streams of which nothing is read are held`);
  },
};
