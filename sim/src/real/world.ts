import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toJSON } from "@alongside/core";
import { Broken } from "../checkers/broken.ts";
import { firstDifference } from "../checkers/difference.ts";
import { SimRandom } from "../env/sim-random.ts";
import { Cable } from "./cable.ts";
import { RealHand } from "./hand.ts";

const PEOPLE = 4;
const KILL_MS = 4000;
/** How long everything may take to be said in the end. */
const QUIET_MS = 30_000;

/**
 * The shipped server in a process of its own, on SQLite and real sockets, killed every four seconds, and clients in this one that
 * type in texts. The seed says what they do; when it happens is the machine's.
 */
export class RealWorld {
  kills = 0;
  readonly #random: SimRandom;
  #broken: unknown;

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
  }

  /** Lives for so long. Throws what broke. */
  async run(ms: number): Promise<void> {
    const random = this.#random;
    const folder = await mkdtemp(join(tmpdir(), "alongside-real-"));
    const file = join(folder, "rooms.db");
    let { child, port } = await start(file, false);
    const hands: RealHand[] = [];
    const cables: Cable[] = [];
    try {
      for (let i = 0; i < PEOPLE; i++) {
        const cable = new Cable(port);
        cables.push(cable);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const near = await cable.open();
        const onBroken = (error: unknown): void => void (this.#broken ??= error);
        hands.push(new RealHand({ name: `p${i}`, port: near, cable, random, onBroken }));
      }
      const end = Date.now() + ms;
      let kill = Date.now() + KILL_MS;
      while (Date.now() < end) {
        random.pick(hands).act();
        // oxlint-disable-next-line no-await-in-loop -- people take their time
        await pause(random.below(12));
        if (this.#broken !== undefined) throw this.#broken;
        if (Date.now() < kill) continue;
        child.kill("SIGKILL");
        this.kills += 1;
        // oxlint-disable-next-line no-await-in-loop -- one server after the other
        await once(child, "exit");
        // oxlint-disable-next-line no-await-in-loop -- one server after the other
        ({ child, port } = await start(file, random.chance(0.5)));
        for (const cable of cables) cable.lead(port);
        for (const { client } of hands) client.retry();
        kill = Date.now() + KILL_MS;
      }
      await this.#settle(hands, port);
    } finally {
      for (const { client } of hands) client.close();
      for (const cable of cables) cable.close();
      child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Waits until all is said, and holds what everybody shows to what a newcomer sees. */
  async #settle(hands: readonly RealHand[], port: number): Promise<void> {
    const end = Date.now() + QUIET_MS;
    const isQuiet = (): boolean =>
      hands.every(
        ({ room }) => room.status.get().name === "live" && room.status.get().saved === "server",
      );
    while (!isQuiet() && Date.now() < end) {
      for (const { client, room } of hands) if (room.status.get().name !== "live") client.retry();
      // oxlint-disable-next-line no-await-in-loop -- until all is said
      await pause(100);
    }
    for (const { fields } of hands) fields.rest();
    const cable = new Cable(port);
    const onBroken = (error: unknown): void => void (this.#broken ??= error);
    const near = await cable.open();
    const late = new RealHand({ name: "late", port: near, cable, random: this.#random, onBroken });
    try {
      await late.room.ready;
      // What was saved last may still be on its way to the others, and from there into their editors.
      let wrong = difference(hands, late);
      while (wrong !== undefined && Date.now() < end) {
        // oxlint-disable-next-line no-await-in-loop -- until all is told
        await pause(50);
        wrong = difference(hands, late);
      }
      if (wrong !== undefined) throw new Broken(wrong);
      for (const hand of hands) hand.check();
      if (this.#broken !== undefined) throw this.#broken;
    } finally {
      late.client.close();
      cable.close();
    }
  }
}

/** In what somebody differs from a newcomer, or an editor of theirs from their room; undefined where nobody does. */
function difference(hands: readonly RealHand[], late: RealHand): string | undefined {
  const truth: unknown = toJSON(late.room.get());
  for (const { name, room, fields } of hands) {
    const where = firstDifference(toJSON(room.get()), truth);
    if (where !== undefined) return `${name} (${room.status.get().name}) differs at ${where}`;
    const field = fields.difference();
    if (field !== undefined) return `${name}: ${field}`;
  }
  return undefined;
}

/** Starts the server; resolves once it listens. */
async function start(
  file: string,
  forgets: boolean,
): Promise<{ child: ChildProcess; port: number }> {
  const argv = [file, ...(forgets ? ["forget"] : [])];
  const child = fork(join(import.meta.dirname, "server.ts"), argv, {
    execArgv: ["--conditions=source"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
