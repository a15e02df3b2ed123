import { type ClientOptions, WebSocket } from "ws";
import { systemRandom } from "@alongside/core/engine";
import { type Heard, type Said, Speech } from "../../../core/test/speech.ts";

/** How a connection ended: the WebSocket close, and the `bye` before it. */
export interface Ended {
  readonly close: number;
  readonly reason: string;
  readonly bye: { readonly code: string; readonly message: string } | undefined;
}

/** A WebSocket to a real server, with nothing of the shipped client: what it says is up to the test, also where it is wrong. */
export class RawClient {
  readonly ws: WebSocket;
  readonly id: string;
  readonly ended: Promise<Ended>;
  /** Frames that no `next` has taken yet. */
  readonly frames: Heard[] = [];
  readonly speech: Speech;
  readonly #waiting: {
    readonly wants: (frame: Heard) => boolean;
    readonly take: (frame: Heard) => void;
  }[] = [];

  private constructor(ws: WebSocket, id: string) {
    this.ws = ws;
    this.id = id;
    this.speech = new Speech(id);
    let bye: Ended["bye"];
    ws.on("message", (data: Buffer, isBinary: boolean) => {
      const frame = this.speech.heard(isBinary ? data : data.toString());
      if (frame.type === "bye") bye = frame;
      const at = this.#waiting.findIndex(({ wants }) => wants(frame));
      if (at < 0) this.frames.push(frame);
      else this.#waiting.splice(at, 1)[0]?.take(frame);
    });
    this.ended = new Promise((resolve) => {
      ws.on("close", (close, reason) => resolve({ close, reason: reason.toString(), bye }));
    });
    ws.on("error", () => {});
  }

  /** Connects, without a word. */
  static async connect(
    url: string,
    options: ClientOptions & { readonly id?: string } = {},
  ): Promise<RawClient> {
    const ws = new WebSocket(urlOf(url), options);
    const client = new RawClient(ws, options.id ?? systemRandom.id(16));
    await new Promise((resolve, reject) => {
      ws.once("open", resolve);
      ws.once("error", reject);
    });
    return client;
  }

  /** Connects and says hello. */
  static async greet(
    url: string,
    hello: { id?: string; token?: string; guest?: string } = {},
  ): Promise<RawClient> {
    const { id, ...rest } = hello;
    const client = await RawClient.connect(url, id === undefined ? {} : { id });
    client.say({ type: "hello", versions: [2], ...rest });
    await client.next("welcome");
    return client;
  }

  /** Connects, says hello and joins a room. */
  static async join(
    url: string,
    room: string,
    hello: { id?: string; token?: string; guest?: string } = {},
  ): Promise<RawClient> {
    const client = await RawClient.greet(url, hello);
    client.say({ type: "join", room, version: 1, ended: 0 });
    await client.next("joined");
    return client;
  }

  say(message: Said): void {
    this.raw(this.speech.said(message));
  }

  raw(frame: string | Buffer): void {
    this.ws.send(frame);
  }

  /** Sends one `set` of the room's title, as this client's change `n`. */
  setTitle(room: string, n: number, title: string): void {
    this.say({
      type: "change",
      room,
      n,
      base: 0,
      ops: { title: [{ op: "set", id: "root", field: "title", value: title }] },
    });
  }

  /** The next frame of a type that was not taken yet. */
  next<T extends Heard["type"]>(
    type: T,
    test: (frame: Extract<Heard, { type: T }>) => boolean = () => true,
  ) {
    type Frame = Extract<Heard, { type: T }>;
    const wants = (frame: Heard): boolean => frame.type === type && test(frame as Frame);
    const at = this.frames.findIndex(wants);
    if (at >= 0) return Promise.resolve(this.frames.splice(at, 1)[0] as Frame);
    return new Promise<Frame>((resolve, reject) => {
      this.#waiting.push({ wants, take: (frame) => resolve(frame as Frame) });
      void this.ended.then((end) =>
        reject(new Error(`Closed while waiting for ${type}: ${JSON.stringify(end)}`)),
      );
    });
  }

  close(): void {
    this.ws.close();
  }
}

/** Where to connect: at the path given, or where a server listens by default. */
function urlOf(url: string): string {
  const at = new URL(url.replace(/^http/, "ws"));
  if (at.pathname === "/") at.pathname = "/live";
  return at.href;
}
