import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { type Started, start } from "../commit/systems.ts";
import { type Child, cpuMs, residentBytes, startNode } from "../process.ts";
import type { Question, Ran } from "./crowd.ts";
import type { SystemName } from "./systems/index.ts";

const PROGRAMS: { readonly [name in SystemName]: string | undefined } = {
  ours: "./presence/servers/ours.ts",
  "ours, each in a window": "./presence/servers/ours.ts",
  tick: "./presence/servers/tick.ts",
  loop: "./presence/servers/loop.ts",
  "Socket.IO": "./presence/servers/socket-io.ts",
  Hocuspocus: "./servers/hocuspocus.ts",
  "y-websocket": "./servers/y-websocket.ts",
  Colyseus: "./presence/servers/colyseus.ts",
  Liveblocks: undefined,
};

export interface Measured extends Ran {
  /** CPU of the server for each million deliveries, in ms. */
  readonly cpu: number;
  /** Of one core, in percent. */
  readonly core: number;
  /** Resident, in bytes. */
  readonly memory: number;
}

/** A server of a system, and the process of those who are in its room. */
export class Trial {
  readonly #server: Started | Child;
  readonly #crowd: Child;
  /** Where the server may keep things. */
  readonly #folder: string;

  private constructor(server: Started | Child, crowd: Child, folder: string) {
    this.#server = server;
    this.#crowd = crowd;
    this.#folder = folder;
  }

  /** Starts both, and lets so many in. */
  static async of(name: SystemName, people: number): Promise<Trial> {
    const program = PROGRAMS[name];
    // Some peers have sources of their own under that name.
    const sources = PROGRAMS[name] === PROGRAMS.ours ? ["--conditions=source"] : [];
    const folder = mkdtempSync(`${tmpdir()}/alongside-presence-`);
    const started =
      program === undefined
        ? await start({ name: "Liveblocks dev server", wire: "liveblocks" })
        : startNode(program, { folder }, [...sources, "--expose-gc"]);
    const crowd = startNode("./presence/crowd.ts", { name }, sources);
    const trial = new Trial(started, crowd, folder);
    try {
      const port = "port" in started ? started.port : (await started.hear<{ port: number }>()).port;
      const url = `ws://127.0.0.1:${port}`;
      await crowd.ask({ ask: "open", url, people } satisfies Question);
      return trial;
    } catch (error) {
      await trial.end();
      throw error;
    }
  }

  get #process(): Child {
    return "child" in this.#server ? this.#server.child : this.#server;
  }

  /** Bytes that the server holds once what nobody needs was let go. Of ours alone, and of what runs in Node. */
  async held(): Promise<number> {
    await this.#process.ask({ ask: "collect" });
    return residentBytes(this.#process.pid);
  }

  async stall(): Promise<void> {
    await this.#crowd.ask({ ask: "stall" } satisfies Question);
  }

  /** Lets people move for `ms`. */
  async run(hz: number, ms: number, movers?: number): Promise<Measured> {
    const before = cpuMs(this.#process.pid);
    const question = { ask: "run", hz, ms, ...(movers !== undefined && { movers }) } as const;
    const ran = await this.#crowd.ask<Ran>(question satisfies Question);
    const used = cpuMs(this.#process.pid) - before;
    return {
      ...ran,
      cpu: (used / ran.deliveries) * 1e6,
      core: (used / ms) * 100,
      memory: residentBytes(this.#process.pid),
    };
  }

  async end(): Promise<void> {
    await this.#crowd.stop();
    await this.#process.stop();
    if ("remove" in this.#server) this.#server.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One measurement of a room of `people`, and of it only. */
export async function measure(
  name: SystemName,
  people: number,
  { hz = 30, ms = 3000, movers }: { hz?: number; ms?: number; movers?: number } = {},
): Promise<Measured> {
  const trial = await Trial.of(name, people);
  try {
    // What a program does for the first time it does slowly.
    await trial.run(hz, 1000, movers);
    return await trial.run(hz, ms, movers);
  } finally {
    await trial.end();
  }
}
