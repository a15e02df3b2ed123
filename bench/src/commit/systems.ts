import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { peerFile } from "../peers.ts";
import { type Child, sleep, startNode, startProgram } from "../process.ts";
import type { WireName } from "./wires/index.ts";

export interface System {
  readonly name: string;
  readonly wire: WireName;
  /** The program in `servers`; without one it is started in a way of its own. */
  readonly program?: string;
  readonly options?: object;
  /** What it cannot take: it would only fall behind without end. */
  readonly without?: "10,000/s";
}

export const SYSTEMS: readonly System[] = [
  { name: "Alongside", wire: "alongside", program: "alongside" },
  { name: "Hocuspocus", wire: "hocuspocus", program: "hocuspocus" },
  {
    name: "Hocuspocus, flushDelay: false",
    wire: "hocuspocus",
    program: "hocuspocus",
    options: { flushDelay: false },
  },
  { name: "y-websocket", wire: "y-websocket", program: "y-websocket" },
  { name: "Liveblocks dev server", wire: "liveblocks", without: "10,000/s" },
  { name: "ws relay", wire: "relay", program: "relay" },
];

/** A server of one of the systems, with an empty folder for its data. */
export interface Started {
  readonly child: Child;
  readonly port: number;
  readonly folder: string;
  /** Whether it answers the questions of `serve`. */
  readonly answers: boolean;
  remove(): void;
}

/** `flags` are Node's; what does not run in Node is started without. */
export async function start(system: System, flags: readonly string[] = []): Promise<Started> {
  const folder = mkdtempSync(`${tmpdir()}/alongside-bench-`);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  if (system.program !== undefined) {
    const args = { folder, ...system.options };
    const child = startNode(`servers/${system.program}.ts`, args, ["--expose-gc", ...flags]);
    const { port } = await child.hear<{ port: number }>();
    return { child, port, folder, answers: true, remove };
  }
  // `npx liveblocks dev` starts this very process; started directly, its CPU time can be read.
  const port = await freePort();
  const where = ["--host", "127.0.0.1", "--port", String(port)];
  const args = [peerFile("liveblocks/dist/index.js"), "dev", ...where, "--no-check"];
  const child = startProgram(peerFile(".bin/bun"), args, { cwd: folder });
  await listening(port);
  return { child, port, folder, answers: false, remove };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("close", () => socket.destroy());
      socket.on("connect", () => socket.end());
    });
    if (open) return;
    await sleep(100);
  }
  throw new Error(`Nothing listens on port ${port}`);
}
