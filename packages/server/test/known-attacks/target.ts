import { fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import type { Limits } from "../../src/limits.ts";

const CHILD = fileURLToPath(new URL("./target-child.ts", import.meta.url));

/** `direct`: whom a connection counts for is not said by the request. */
export type TargetKind = "listening" | "direct" | "attached" | "attached with upgrades";

/** Starts a server in a process of its own. When that process ends before the test does, the test fails. */
export async function target(kind: TargetKind, limits: Partial<Limits> = {}) {
  const child = fork(CHILD, [kind, JSON.stringify(limits)], {
    execArgv: ["--conditions=source", "--expose-gc"],
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => void (stderr += chunk.toString()));
  const reported: string[] = [];
  child.on("message", (message: { readonly error?: string }) => {
    if (message.error !== undefined) reported.push(message.error);
  });
  const [{ port }] = (await once(child, "message")) as [{ readonly port: number }];
  onTestFinished(async () => {
    await pause(50);
    const { exitCode, signalCode } = child;
    child.kill("SIGKILL");
    expect({ exitCode, signalCode, stderr, reported }).toEqual({
      exitCode: null,
      signalCode: null,
      stderr: "",
      reported: [],
    });
  });
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
    /** Writes `text` to a new socket, and waits for all that comes until it ends, or for `ms`. */
    ask: (text: string | Buffer, ms = 1000) => ask(port, text, ms),
    /** What the process holds, in bytes. */
    memory: () => order("memory", ({ memory }) => memory),
    /** Makes `board:big` so large, in MB. */
    fill: (megabytes: number) => order(megabytes, ({ filled }) => filled),
    /** How many connections it counts. */
    async connections(): Promise<number> {
      const said = await ask(port, head("GET /metrics", { Connection: "close" }), 5000);
      return Number(/^alongside_connections (\d+)/m.exec(said)?.[1]);
    },
    /** How `/healthz`, or a team's own page, is answered. */
    async status(): Promise<string> {
      const said = await ask(port, head("GET /healthz", { Connection: "close" }), 5000);
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

async function ask(port: number, text: string | Buffer, ms = 1000): Promise<string> {
  const socket = await say(port, text);
  let said = "";
  socket.on("data", (chunk: Buffer) => void (said += chunk.toString("latin1")));
  const cut = setTimeout(() => socket.destroy(), ms);
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
