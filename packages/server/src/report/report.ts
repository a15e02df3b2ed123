import { cpus, release, totalmem, type as systemType } from "node:os";
import { performance } from "node:perf_hooks";
import { systemRandom } from "@alongside/core/engine";
import { Problem } from "../cli/problem.ts";
import { versionOf } from "../cli/version.ts";
import { figuresOf } from "./assemble.ts";
import { checkBound, DEFAULTS } from "./bounds.ts";
import { Child } from "./child.ts";
import { countRoom } from "./count.ts";
import type { LoadHeard, LoadOrder, LoadTold, Measured } from "./measured.ts";
import { listenToMachine, quietOf } from "./noise.ts";
import { startOwn } from "./own-server.ts";
import type { Report } from "./result.ts";
import { RoomsApi } from "./rooms-api.ts";
import { clean, prefixOf, prepare } from "./rooms-left.ts";
import { type Progress, runLoad } from "./run-load.ts";
import { findTheirs, liveOf } from "./their-server.ts";
import type { Write } from "./writing.ts";

/** What `report` is told. All of it may be left out. */
export interface ReportOptions {
  /** A server that runs: where clients connect, `/live` where no path is given. Without it the app's own is started, on a free port of this machine and over an empty database. */
  readonly url?: string;
  /** The app's folder. @default The current one */
  readonly folder?: string;
  /** The module in it that exports the rooms. @default The first of rooms.ts, rooms.js and rooms.mjs */
  readonly rooms?: string;
  /** Which kind of room, by its name, where the module has several. */
  readonly kind?: string;
  /** What people write; `$n`, `$client` and `$id` in texts are filled in. Without it, a probe room where the server is its own, and nothing elsewhere. */
  readonly write?: Write;
  /** People in one room at the most, 2 to 1,000. @default 100 */
  readonly clients?: number;
  /** How long to measure, 1 to 600, without starting and cleaning up. @default 12 */
  readonly seconds?: number;
  /** Of a user, for a server that asks who comes. */
  readonly token?: string;
  /** A key of the server's HTTP API, of scope admin: without it nothing is written to a server that runs, as it could not be deleted. */
  readonly key?: string;
  /** What to say was typed. */
  readonly command?: string;
  /** Stops it; what it made is deleted before it rejects. */
  readonly signal?: AbortSignal;
  /** Called on the way. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How long it listens to the machine before it starts anything, in ms. */
const BEFORE_MS = 500;

/**
 * Measures an app on this machine: what people see of one another and how soon, how much the server takes, whether anything is lost. It
 * needs about 20 seconds by default, and leaves no rooms behind. Rejects with an error of one line for what the caller can put right.
 */
export async function report(options: ReportOptions = {}): Promise<Report> {
  const { url, folder = process.cwd(), kind, write, key, signal } = options;
  const { onProgress = () => undefined } = options;
  const clients = checkBound("clients", options.clients ?? DEFAULTS.clients, "clients");
  const seconds = checkBound("seconds", options.seconds ?? DEFAULTS.seconds, "seconds");
  const live = url === undefined ? undefined : liveOf(url);
  if (live !== undefined && write !== undefined && key === undefined)
    throw new Problem(
      "Set ALONGSIDE_KEY to a key of the server's HTTP API: without it, what is written there could not be deleted",
      2,
    );
  const stopped = stopOf(signal);
  const at = new Date();
  onProgress({ name: "starting" });
  const theirs = live && (await findTheirs(live, key));
  const moments = {
    now: () => performance.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
  };
  const quietUntil = performance.now() + BEFORE_MS;
  const before = await listenToMachine(moments, 10, () => performance.now() > quietUntil);
  signal?.throwIfAborted();
  const target = theirs ?? (await startOwn(folder, options.rooms));
  const mayWrite = live === undefined || write !== undefined;
  const api = mayWrite ? new RoomsApi(target) : undefined;
  const isProbe = live === undefined && write === undefined && kind === undefined;
  const prefix = prefixOf(at.getTime(), systemRandom.id(6));
  const child = new Child<LoadTold, LoadHeard>("load-child", folder, {
    url: target.live,
    token: options.token,
    rooms: options.rooms,
    kind,
    write,
    isProbe,
    prefix,
    clients,
    ms: seconds * 1000,
    // Those of its own server go with its database.
    left: live !== undefined && mayWrite ? { api: target.api, key: target.key } : undefined,
  } satisfies LoadOrder);
  let name: string | undefined;
  let isOver = false;
  let why: unknown;
  try {
    const run = runLoad(child, target, stopped, onProgress);
    const { definition, canWrite } = await run.ready;
    if (api !== undefined && live !== undefined) await prepare(api, definition, at.getTime());
    name = definition;
    // Seldom: its own work is not to be what is measured.
    const during = listenToMachine(moments, 50, () => isOver);
    const measured = await run.measure();
    isOver = true;
    onProgress({ name: "counting" });
    const changes = api && canWrite ? await count(api, definition, measured) : undefined;
    return {
      version: 1,
      at: at.toISOString(),
      command: options.command ?? "report()",
      machine: machine(),
      versions: { alongside: versionOf(), node: process.versions.node },
      target: {
        url: target.live,
        isOwn: live === undefined,
        kind: definition,
        writes: wordsOf(write, isProbe),
        isProbe,
      },
      seconds,
      clients,
      ...figuresOf(measured, isProbe),
      ...(changes !== undefined && { changes }),
      noise: { before, during: await during, machine: quietOf(before) },
    };
  } catch (error) {
    why = error instanceof Problem ? hinted(error, options) : error;
    throw why;
  } finally {
    isOver = true;
    await child.kill();
    onProgress({ name: "deleting" });
    try {
      if (api !== undefined && live !== undefined && name !== undefined)
        await clean(api, name, prefix).catch((error: unknown) => {
          throw both(why, error);
        });
    } finally {
      await target.close();
    }
  }
}

/** One error of two, where the first is there. */
function both(first: unknown, second: unknown): unknown {
  if (!(first instanceof Problem) || !(second instanceof Problem)) return first ?? second;
  return new Problem(`${first.message}. ${second.message}`, first.exitCode);
}

/** Says what is missing where somebody has to say who they are. */
function hinted(problem: Problem, { token, url }: ReportOptions): Problem {
  const { message, exitCode } = problem;
  if (!/^The room is not opened .*\(auth\.[a-z-]+\)$/.test(message)) return problem;
  if (url === undefined)
    return new Problem(
      `${message}. On the server that a report starts everybody is a guest; measure yours with --url`,
      exitCode,
    );
  if (token !== undefined) return problem;
  return new Problem(`${message}. Set ALONGSIDE_TOKEN to a token of a user`, exitCode);
}

/** Rejects with `Problem` once it is to stop. */
function stopOf(signal: AbortSignal | undefined): Promise<never> {
  const stop = Promise.withResolvers<never>();
  const fail = (): void => stop.reject(new Problem("Stopped"));
  if (signal?.aborted === true) fail();
  signal?.addEventListener("abort", fail, { once: true });
  // Heard of where something is waited for.
  stop.promise.catch(() => undefined);
  return stop.promise;
}

async function count(api: RoomsApi, kind: string, measured: Measured): Promise<Report["changes"]> {
  const { sent, ended, refused } = measured;
  let committed = 0;
  let lost = 0;
  let doubled = 0;
  for (const [room, acked] of Object.entries(measured.committed)) {
    committed += acked.length;
    const found = countRoom(acked, await api.log(`${kind}:${room}`), sent === ended);
    lost += found.lost;
    doubled += found.doubled;
  }
  return { sent, committed, refused, lost, doubled };
}

function wordsOf(write: Write | undefined, isProbe: boolean): string {
  if (isProbe) return "a plain field";
  if (write === undefined) return "nothing";
  if (write.name === "mutation") return `${write.mutation}(${JSON.stringify(write.args)})`;
  return `update ${JSON.stringify(write.fields)}`;
}

function machine(): Report["machine"] {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() || process.arch,
    cores: all.length,
    memoryBytes: totalmem(),
    system: `${systemType()} ${release()}`,
  };
}
