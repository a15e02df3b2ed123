import type { Entry, FeedOp } from "@alongside/core/engine";

/** A post, and all that it ever said of whom it mentions. */
interface Posted {
  readonly id: string;
  readonly room: string;
  readonly by: string;
  readonly to: string | undefined;
  readonly mentions: (readonly string[])[];
  /** Who wrote in its thread before it. */
  readonly before: ReadonlySet<string>;
  isDeleted: boolean;
}

/** A notification that there may be, and whether there has to be. */
export interface Due {
  readonly user: string;
  readonly kind: string;
  readonly dedupeKey: string;
  /** Another kind will do as well. */
  readonly isEither: boolean;
  readonly isRequired: boolean;
  /** How often it may be said: each time that the post was written. */
  readonly most: number;
}

/** Who wants everything of a room all the time, and who did for a while. */
export interface Watching {
  readonly always: ReadonlySet<string>;
  readonly sometimes: ReadonlySet<string>;
}

/** Who is to hear of what was posted in a room, by its whole log. Nobody of what they did themselves. */
export function dueOf(
  room: string,
  feed: string,
  log: readonly Entry[],
  watching: Watching,
): readonly Due[] {
  const posts = new Map<string, Posted>();
  for (const entry of log) {
    if (entry.kind !== "change") continue;
    for (const op of (entry.ops[feed] ?? []) as readonly FeedOp[]) {
      const { id, act } = op;
      const post = posts.get(id);
      if (act[0] === "post") {
        const { to, mentions = [] } = act[2] ?? {};
        posts.set(id, {
          id,
          room,
          by: entry.actor,
          to,
          mentions: [mentions],
          isDeleted: false,
          before: writers(posts, to),
        });
      } else if (act[0] === "edit") post?.mentions.push(act[2] ?? []);
      else if (act[0] === "delete" && post !== undefined) post.isDeleted = true;
    }
  }
  return Array.from(posts.values()).flatMap((post) => [
    ...dueOfPost(post),
    ...everythingOf(post, watching),
  ]);
}

function dueOfPost({ id, room, by, mentions, before, isDeleted }: Posted): readonly Due[] {
  const dedupeKey = `${room} ${id}`;
  const ever = new Set(mentions.flat());
  const at = { dedupeKey, isRequired: !isDeleted, most: mentions.length };
  const mentioned = Array.from(ever, (user) => {
    // Whoever is told late is told by what the post says then.
    const isLast = mentions.at(-1)?.includes(user) === true;
    return { user, kind: "mention", isEither: false, ...at, isRequired: isLast && !isDeleted };
  });
  const answered = Array.from(before, (user) => ({
    user,
    kind: "reply",
    isEither: ever.has(user),
    ...at,
    most: 1,
  }));
  const others = answered.filter(({ user }) => !mentions.every((list) => list.includes(user)));
  return [...mentioned, ...others].filter(({ user }) => user !== by);
}

/** Who wants everything hears of what was for nobody in particular, or for others. */
function everythingOf(
  { id, room, by, mentions, before, isDeleted }: Posted,
  { always, sometimes }: Watching,
): readonly Due[] {
  const others = [...always, ...sometimes].filter((user) => user !== by);
  return others.map((user) => {
    const isMeant = before.has(user) || mentions.some((list) => list.includes(user));
    const isRequired = always.has(user) && !isMeant && !isDeleted;
    return {
      user,
      kind: "post",
      dedupeKey: `${room} ${id}`,
      isEither: isMeant,
      isRequired,
      most: 1,
    };
  });
}

/** Who began a thread, and who wrote the last twenty answers in it. */
function writers(posts: ReadonlyMap<string, Posted>, to: string | undefined): ReadonlySet<string> {
  const root = to === undefined ? undefined : posts.get(to);
  if (root === undefined) return new Set();
  const answers = Array.from(posts.values()).filter((post) => post.to === to);
  return new Set([root, ...answers.slice(-20)].map(({ by }) => by));
}
