import { implement } from "@alongside/server";
import { Talk } from "../rooms/talk.ts";

/** The room with its rules, which never reach the browser. */
export const talk = implement(Talk, {
  feeds: {
    chat: {
      may({ kind, post }, { user }) {
        if (kind !== "pin" && kind !== "edit" && kind !== "delete") return true;
        const isOwn = post?.by === user.id;
        return isOwn || { code: "post.not-yours", message: "Only who wrote it may do that" };
      },
      /** Nobody floods the room: so many ms lie between two posts of one person. */
      slowMode: 200,
      keep: { days: 365, posts: 100_000 },
    },
  },
});
