import type { Decisions } from "./decisions.ts";
import { PostsWanted } from "./feeds/posts-wanted.ts";
import type { People } from "./people.ts";
import type { Ended, Writer } from "./port.ts";
import type { Request } from "./verdict.ts";

/** How large a change of a follower's is taken to be, as JSON, beyond its ops. */
const ABOUT_BYTES = 200;

/** Decides a change under number `n`, unless that has ended already; resolves once it is durable, with how it ended. */
export async function writeOnce(
  decisions: Decisions,
  people: People,
  author: Writer,
  n: number,
  request: Request,
): Promise<Ended> {
  const { client } = author;
  if (decisions.ledger.head(client) >= n) {
    await decisions.flushed();
    const known = decisions.ledger.refusedAfter(client, n - 1).find(([refused]) => refused === n);
    if (known === undefined) return { isRefused: false };
    return { isRefused: true, code: known[1], message: known[2] };
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    decisions.submit(people, author, n, request, ABOUT_BYTES, (outcome) => {
      if (outcome instanceof Error) return reject(outcome);
      const { entry } = outcome;
      if (entry.kind !== "outcome") return resolve({ isRefused: false });
      resolve({ isRefused: true, code: entry.code, message: entry.message });
    });
  });
  return ended.catch(async (error: unknown) => {
    if (!(error instanceof PostsWanted)) throw error;
    await decisions.readPosts(error);
    return writeOnce(decisions, people, author, n, request);
  });
}
