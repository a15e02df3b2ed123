import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqlite, type Store } from "@alongside/server";
import type { Findings, Row } from "../result.ts";
import { Samples, type Summary } from "../stats.ts";
import { activityPages } from "./activity.ts";
import { postTo, threadOf, userOf } from "./posting.ts";
import { toReader } from "./to-reader.ts";

/** People of as many rooms post, each one after the other; and people of one room, whose owner appends what comes before the disk is done. */
const ROOMS = 100;
const POSTS = 2000;
const BUSY_ROOM = 200_000;
const TOGETHER = 50;
const AHEAD = 8;

/** A feed that is long, and how often a page of it is read. */
const LONG = 1_000_000;
const BATCH = 500;
const READS = 500;
const PAGE = 50;

const ROOM = "board:long";

/** What posts cost that are durable, and pages of a long feed and of what was done in a room. */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-feed-"));
  try {
    const many = await rate(join(folder, "many.db"), ROOMS, POSTS, 1, 1);
    const one = await rate(join(folder, "one.db"), 1, BUSY_ROOM, TOGETHER, AHEAD);
    const { pages, threads, unread, found, fillSeconds } = await long(join(folder, "long.db"));
    const activity = await activityPages(join(folder, "activity.db"));
    const read = await toReader(join(folder, "read.db"));
    const row = (what: string, { p50, p99 }: Summary): Row => ({
      what,
      figures: { "p50, ms": p50, "p99, ms": p99 },
    });
    const rows: Row[] = [
      { what: `${ROOMS} rooms, a post at a time`, figures: { "durable posts/s": many } },
      { what: `one room, ${TOGETHER} at a time`, figures: { "durable posts/s": one } },
      {
        what: `${LONG.toLocaleString("en")} posts`,
        figures: { "durable posts/s": LONG / fillSeconds },
      },
      row(`page of ${PAGE}`, pages),
      row("page of a thread", threads),
      row("unread, up to 1,000", unread),
      row("a post by its id", found),
      row("page of grouped activity", activity),
      row("post until a reader shows it", read),
    ];
    return {
      runs: 1,
      rows,
      bars: [
        { name: "posts-rooms", value: many, limit: 20_000, better: "higher" },
        { name: "posts-room", value: one, limit: 20_000, better: "higher" },
        { name: "page-p99", value: pages.p99, limit: 10, better: "lower" },
        { name: "reader-p50", value: read.p50, limit: 5, better: "lower" },
        { name: "activity-p99", value: activity.p99, limit: 20, better: "lower" },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Durable posts a second, over all rooms. */
async function rate(
  file: string,
  rooms: number,
  posts: number,
  count: number,
  ahead: number,
): Promise<number> {
  process.stderr.write(`${rooms} rooms\n`);
  const store = sqlite(file);
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: rooms }, (_, i) => postTo(store, `board:r${i}`, posts, count, ahead)),
  );
  const seconds = (performance.now() - begun) / 1000;
  await store.close();
  return (rooms * posts) / seconds;
}

async function long(file: string) {
  process.stderr.write("a long feed\n");
  const store = sqlite(file);
  const begun = performance.now();
  await postTo(store, ROOM, LONG, BATCH, AHEAD);
  const fillSeconds = (performance.now() - begun) / 1000;
  // The same ones each time, all over the feed.
  const seqs = Array.from({ length: READS }, (_, i) => 1 + ((i * 618_033) % LONG));
  const each = (read: (store: Store, seq: number) => Promise<unknown>): Promise<Summary> =>
    timed(seqs, (seq) => read(store, seq));
  const pages = await each((from, seq) =>
    from.readPosts(ROOM, "chat", { before: { seq, i: 0 }, limit: PAGE }),
  );
  const threads = await each((from, seq) =>
    from.readPosts(ROOM, "chat", { thread: threadOf(seq), limit: PAGE }),
  );
  const unread = await each((from, seq) =>
    from.countPosts(ROOM, "chat", seq, { notBy: userOf(seq) }),
  );
  const found = await each((from, seq) => from.findPosts(ROOM, "chat", [threadOf(seq)]));
  await store.close();
  return { pages, threads, unread, found, fillSeconds };
}

async function timed(
  seqs: readonly number[],
  read: (seq: number) => Promise<unknown>,
): Promise<Summary> {
  const samples = new Samples();
  for (const seq of seqs) {
    const begun = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await read(seq);
    samples.add(performance.now() - begun);
  }
  return samples.summary();
}
