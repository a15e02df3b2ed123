import { implement } from "@alongside/server";
import { Votes } from "../rooms/votes.ts";

/** The room with its rules, which never reach the browser. */
export const votes = implement(Votes, {
  allow(_change, { after }) {
    return after.votes >= 0 || { code: "votes.none", message: "There is no vote to take back" };
  },
});
