import { Refused } from "@alongside/core";
import type { Decisions, Settle } from "./decisions.ts";
import { PostsWanted } from "./feeds/posts-wanted.ts";
import type { People } from "./people.ts";
import type { Committed, Terms, Writer } from "./port.ts";
import { Stale } from "./stale.ts";
import type { Request } from "./verdict.ts";

/** Settles a promise with how a change of the server's own ended. */
function written(resolve: (written: Committed) => void, reject: (error: Error) => void): Settle {
  return (outcome) => {
    if (outcome instanceof Error) return reject(outcome);
    const { entry, note } = outcome;
    if (entry.kind === "outcome") reject(new Refused(entry.code, entry.message));
    else resolve({ seq: entry.seq, void: note?.void ?? [] });
  };
}

/** Throws `Refused`, `once.differs`, where a change was made under a key. */
export function checkNoChange(ledger: Decisions["ledger"], key: string): void {
  if (ledger.head(key) > 0)
    throw new Refused("once.differs", "The key was used in this room for another request");
}

/** How large a change of the server's own is taken to be, as JSON. */
const ABOUT_BYTES = 200;

/**
 * Decides a change of the server's own code where its terms hold; resolves once its entry is durable. One that is made once and was
 * decided before is not decided again: its end then is told again. Rejects with `Stale`, and with `Refused`, `once.differs` or
 * `once.full`; then nothing is written.
 */
export async function writeOwn(
  decisions: Decisions,
  people: People,
  now: number,
  author: Writer,
  request: Request,
  terms: Terms = {},
): Promise<Committed> {
  try {
    return await writeNow(decisions, people, now, author, request, terms);
  } catch (error) {
    if (!(error instanceof PostsWanted)) throw error;
    await decisions.readPosts(error);
    return writeOwn(decisions, people, now, author, request, terms);
  }
}

async function writeNow(
  decisions: Decisions,
  people: People,
  now: number,
  author: Writer,
  request: Request,
  { head, n: once }: Terms,
): Promise<Committed> {
  const { ledger } = decisions;
  if (once !== undefined) {
    const earlier = ledger.once(author.client, author.user.id, once, now);
    if (earlier !== undefined) {
      await decisions.flushed();
      const [refusal] = ledger.refusedAfter(author.client, earlier - 1);
      if (refusal !== undefined) throw new Refused(refusal[1], refusal[2]);
      const { seq, at } = ledger.endOf(author.client);
      return { seq, void: [], again: { at } };
    }
  }
  if (head !== undefined && head !== decisions.head) throw new Stale(head, decisions.head);
  return new Promise<Committed>((resolve, reject) => {
    const n = once ?? ledger.head(author.client) + 1;
    decisions.submit(people, author, n, request, ABOUT_BYTES, written(resolve, reject));
  });
}
