import type { Measured, Part } from "../measured.ts";
import { Problem } from "../../cli/problem.ts";
import { crowd, type Step } from "./crowd.ts";
import { joins, reconnects } from "./joining.ts";
import { latency } from "./latency.ts";
import { presenceAge } from "./presence.ts";
import { press } from "./pressing.ts";
import { Book, type Stage, type Viewer } from "./stage.ts";
import { Watch } from "./watch.ts";

/** Which part of the time is for what. */
const SHARES: { readonly [P in Part]: number } = {
  join: 0.08,
  change: 0.18,
  presence: 0.1,
  people: 0.4,
  throughput: 0.16,
  reconnect: 0.08,
};

/** How many pages lose their links at once. */
const OFFICE = 10;

/** What it may take beyond the time that it measures, in ms: for coming in, and for answers that are late. */
const MORE_MS = 60_000;

/** How long it takes until somebody who left is gone, in ms. */
const LEAVING_MS = 200;

/** How long somebody may take to come in for the first time, in ms. */
const FIRST_MS = 8000;

export interface LoadOptions {
  /** What the ids of all rooms begin with. */
  readonly prefix: string;
  readonly clients: number;
  readonly ms: number;
  onBegun(part: Part): void;
  onStep(step: Step): void;
}

/** Measures everything, one after the other. Throws `Problem` where nothing can be measured. */
export async function load(stage: Stage, options: LoadOptions): Promise<Measured> {
  const { prefix, clients, ms, onBegun, onStep } = options;
  const book = new Book();
  const room = (name: string): string => `${prefix}${name}`;
  const part = (name: Part): number => {
    onBegun(name);
    return SHARES[name] * ms;
  };
  const pair = [stage.viewer(room("quiet")), stage.viewer(room("quiet"))] as const;
  const office: Viewer[] = [];
  const gone = new Watch(stage, pair[0]);
  try {
    return await Promise.race([all(), gone.failed]);
  } finally {
    gone.stop();
    for (const viewer of [...pair, ...office]) viewer.close();
  }

  async function all(): Promise<Measured> {
    await first(stage, pair);
    gone.start(3 * ms + MORE_MS);
    await tryOut(stage, book, room("quiet"), pair[0]);
    const join = await joins(stage, room("quiet"), part("join"));
    const seen = await latency(stage, book, room("quiet"), pair, part("change"));
    const forPresence = part("presence");
    const presence = stage.hasPoint ? await presenceAge(stage, pair, forPresence) : undefined;
    const forPeople = part("people");
    const canCrowd = stage.write !== undefined || stage.hasPoint;
    const people = canCrowd
      ? await crowd(stage, book, room("people"), { most: clients, ms: forPeople, onStep })
      : undefined;
    // Until the links of those who left are closed at the server too.
    await stage.sleep(LEAVING_MS);
    const forPress = part("throughput");
    const pressed = await press(stage, book, (i) => room(`press-${i}`), clients, forPress);
    part("reconnect");
    for (let i = 0; i < Math.min(OFFICE, clients); i++) office.push(stage.viewer(room("quiet")));
    const here = Promise.allSettled(office.map((viewer) => viewer.ready));
    await Promise.race([here, stage.sleep(FIRST_MS)]);
    const reconnect = await reconnects(
      stage,
      office.filter(({ isLive }) => isLive),
    );
    return {
      latency: seen,
      join,
      presence,
      crowd: people,
      pressed,
      reconnect,
      sent: book.sent,
      ended: book.ended,
      refused: book.refused,
      refusal: book.refusal,
      committed: Object.fromEntries(book.committed),
    };
  }
}

/** Waits until both are in. */
async function first(stage: Stage, pair: readonly [Viewer, Viewer]): Promise<void> {
  const late = stage.sleep(FIRST_MS).then(() => "late" as const);
  for (const viewer of pair) {
    let came: "in" | "late";
    try {
      came = await Promise.race([viewer.ready.then(() => "in" as const), late]);
    } catch (error) {
      const { message, code } = error as { readonly message: string; readonly code?: string };
      throw new Problem(
        `The room is not opened for the report: ${message}${code === undefined ? "" : ` (${code})`}`,
      );
    }
    if (came === "late")
      throw new Problem(
        `Nobody is let in within ${FIRST_MS / 1000} s${viewer.trouble === undefined ? "" : `: ${viewer.trouble}`}`,
      );
  }
}

/** One change, so that a refusal is known before thousands are made. */
async function tryOut(stage: Stage, book: Book, room: string, viewer: Viewer): Promise<void> {
  if (stage.write === undefined) return;
  const ended = await Promise.race([
    book.keep(room, viewer.write(stage.write(1))),
    stage.sleep(FIRST_MS).then(() => undefined),
  ]);
  if (ended === undefined)
    throw new Problem(`The first change was not answered within ${FIRST_MS / 1000} s`);
  if (ended.name === "lost") throw new Problem(`The link broke: ${ended.message}`);
  if (ended.name === "refused")
    throw new Problem(`The first change was refused: ${ended.message} (${ended.code})`);
}
