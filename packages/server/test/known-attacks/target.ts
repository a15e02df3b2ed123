import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, onTestFinished } from "vitest";
import type { Limits } from "../../src/limits.ts";

const CHILD = fileURLToPath(new URL("./target-child.ts", import.meta.url));

/** `direct`: whom a connection counts for is not said by the request. `slow`: who somebody is takes for ever to check. */
export type TargetKind = "listening" | "direct" | "slow" | "attached" | "attached with upgrades";

type Target = ReturnType<typeof ordersTo>;

/** Starts a server in a process of its own. When that process ends before the test does, the test fails. */
export async function target(kind: TargetKind, limits: Partial<Limits> = {}): Promise<Target> {
  const process = await start(kind, limits);
  onTestFinished(async () => {
    await pause(50);
    const state = stateOf(process);
    process.child.kill("SIGKILL");
    expect(state).toEqual(UNHARMED);
  });
  return ordersTo(process);
}

/**
 * As `target`, but one process serves all tests of a file that ask for its kind: where an attack leaves nothing behind that the
 * next one would see, it need not start anew. The test after which it is harmed fails.
 */
export function targets(): (kind: TargetKind) => Promise<Target> {
  const started = new Map<TargetKind, Promise<Process>>();
  afterAll(async () => {
    for (const process of await Promise.all(started.values())) process.child.kill("SIGKILL");
  });
  return async (kind) => {
    const starting = started.get(kind) ?? start(kind);
    started.set(kind, starting);
    const process = await starting;
    onTestFinished(async () => {
      await pause(50);
      expect(stateOf(process)).toEqual(UNHARMED);
    });
    return ordersTo(process);
  };
}

/** A server's process, and what it said of what went wrong. */
interface Process {
  readonly child: ChildProcess;
  readonly port: number;
  readonly stderr: string[];
  readonly reported: string[];
}

async function start(kind: TargetKind, limits: Partial<Limits> = {}): Promise<Process> {
  const child = fork(CHILD, [kind, JSON.stringify(limits)], {
    execArgv: ["--conditions=source", "--expose-gc"],
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  const stderr: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => void stderr.push(chunk.toString()));
  const reported: string[] = [];
  child.on("message", (message: { readonly error?: string }) => {
    if (message.error !== undefined) reported.push(message.error);
  });
  const [{ port }] = (await once(child, "message")) as [{ readonly port: number }];
  return { child, port, stderr, reported };
}

const UNHARMED = { exitCode: null, signalCode: null, stderr: [], reported: [] };

function stateOf({ child: { exitCode, signalCode }, stderr, reported }: Process) {
  return { exitCode, signalCode, stderr: [...stderr], reported: [...reported] };
}

/** What a test may do to a server's process. */
function ordersTo({ child, port, reported }: Process) {
  interface Answer {
    readonly memory?: number;
    readonly filled?: number;
  }
  const order = async (what: string | number, from: (answer: Answer) => number | undefined) => {
    child.send(what);
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- until it is the one
      const value = from(((await once(child, "message")) as [Answer])[0]);
      if (value !== undefined) return value;
    }
  };
  return {
    port,
    /** What the server reported as wrong. */
    reported,
    /** Opens a socket and writes to it. */
    say: (text: string | Buffer) => say(port, text),
    /** Writes `text` to a new socket, and waits until an answer is whole, or for what else is said. */
    ask: (text: string | Buffer, until?: Until) => ask(port, text, until),
    /** What the process holds, in bytes. */
    memory: () => order("memory", ({ memory }) => memory),
    /** Makes `board:big` so large, in MB. */
    fill: (megabytes: number) => order(megabytes, ({ filled }) => filled),
    /** How many connections it counts. */
    async connections(): Promise<number> {
      const said = await ask(port, head("GET /metrics", { Connection: "close" }));
      return Number(/^alongside_connections (\d+)/m.exec(said)?.[1]);
    },
    /** How `/healthz`, or a team's own page, is answered. */
    async status(): Promise<string> {
      const said = await ask(port, head("GET /healthz", { Connection: "close" }));
      return said.split("\r\n", 1)[0] ?? "";
    },
  };
}

async function say(port: number, text: string | Buffer): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  // A server that takes no more may be faster than its answer to the opening.
  await new Promise<void>((resolve) => {
    socket.once("connect", resolve);
    socket.once("close", () => resolve());
  });
  socket.write(text);
  return socket;
}

/** For how long what comes is read, in ms, or what ends it. It is read until its socket ends at the latest. */
type Until = number | ((said: string) => boolean);

/** Where nothing comes that would end it. */
const HANGS_MS = 20_000;

async function ask(port: number, text: string | Buffer, until: Until = isWhole): Promise<string> {
  const socket = await say(port, text);
  let said = "";
  socket.on("data", (chunk: Buffer) => {
    said += chunk.toString("latin1");
    if (typeof until === "function" && until(said)) socket.destroy();
  });
  const cut = setTimeout(() => socket.destroy(), typeof until === "number" ? until : HANGS_MS);
  // Not `once`, which fails for a socket that is reset: what came until then counts.
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  clearTimeout(cut);
  return said;
}

/** The head of a request. */
export function head(line: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = { Host: "localhost", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** The headers of a WebSocket's opening. */
export const UPGRADE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Opens a WebSocket by hand. */
export async function openSocket(port: number, more: Record<string, string> = {}): Promise<Socket> {
  const socket = await say(port, head("GET /live", { ...UPGRADE, ...more }));
  await once(socket, "data");
  return socket;
}

/** A frame as a client sends it; the mask is zero. `first` is the first byte: FIN, the reserved bits, the opcode. */
export function frame(first: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload as string);
  const { length } = bytes;
  const size =
    length < 126
      ? Buffer.from([0x80 | length])
      : length < 65_536
        ? Buffer.from([0xfe, length >> 8, length & 0xff])
        : Buffer.from([
            0xff,
            0,
            0,
            0,
            0,
            length >>> 24,
            (length >> 16) & 0xff,
            (length >> 8) & 0xff,
            length & 0xff,
          ]);
  return Buffer.concat([Buffer.from([first]), size, Buffer.alloc(4), bytes]);
}

/** Whether the first line of an answer has come. */
export function isBegun(said: string): boolean {
  return said.includes("\r\n");
}

/** Whether the headers of an answer have come, and as much more as they say. */
function isWhole(said: string): boolean {
  const end = said.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const headers = said.slice(0, end);
  const length = /^Content-Length: (\d+)/im.exec(headers)?.[1];
  if (length !== undefined) return said.length >= end + 4 + Number(length);
  return /^HTTP\/1\.1 (101|204|304) /.test(headers) || said.endsWith("\r\n0\r\n\r\n");
}
