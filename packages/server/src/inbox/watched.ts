import { defineRoom, map, Refused, value } from "@alongside/core";
import { isFields } from "@alongside/core/engine";
import { inboxOf } from "@alongside/core/inbox";
import { createHash } from "node:crypto";
import { implement, type RoomImplementation } from "../implement.ts";

/** Inboxes that one room, thread or kind is watched from. */
export const MOST_WATCHERS = 20_000;

/** Of subjects, those of threads: a room and a post. */
const WATCHED = /^(?:all|kind post|(?:room|subject) ([a-z][a-z0-9-]*):\S+(?: \S+)?)$/;

/** That an inbox watches, or no longer. */
export interface Watch {
  /** The id of an inbox. */
  readonly inbox: string;
  readonly on: boolean;
}

/** Who wants everything of what: a room for each `what` of a level, so that a post need not look into all inboxes. Nobody enters it. */
export const Watched = defineRoom("inbox-index", {
  version: 1,
  storage: { inboxes: map({ at: value(0) }) },
  mutations: {
    watch: {
      args: {
        "~standard": {
          version: 1,
          vendor: "alongside",
          validate: (given) =>
            isFields(given) && typeof given["inbox"] === "string"
              ? { value: given as never }
              : { issues: [{ message: "a watch is { inbox, on }" }] },
        },
      },
      run({ inboxes }, { inbox, on }: Watch, { now }) {
        if (!on) inboxes.delete(inbox);
        else if (inboxes.has(inbox)) return;
        else if (inboxes.size >= MOST_WATCHERS)
          throw new Refused(
            "inbox.full",
            `It is watched from ${MOST_WATCHERS} inboxes already, and from no more at once`,
          );
        else inboxes.set(inbox, { at: now });
      },
    },
  },
});

export const WATCHES: RoomImplementation = implement(Watched, { authorize: () => "none" });

/** Whether somebody who wants everything of `what` is to be found by it: where people post, in rooms of these kinds. */
export function isWatched(what: string, kinds: ReadonlySet<string>): boolean {
  const [is, kind] = WATCHED.exec(what) ?? [];
  return is !== undefined && (kind === undefined || kinds.has(kind));
}

/** The id of the room that says from which inboxes `what` is watched. */
export function watchedOf(what: string): string {
  return createHash("sha256").update(what).digest("base64url");
}

/** The user of an inbox; undefined for what is nobody's. */
export function userOf(inbox: string): string | undefined {
  const user = inbox.replaceAll(/(?:_[0-9a-f]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll("_", ""), "hex").toString("utf8"),
  );
  return inboxOf(user) === inbox ? user : undefined;
}
