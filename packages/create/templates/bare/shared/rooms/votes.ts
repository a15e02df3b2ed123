import { counter, defineRoom } from "@alongside/core";
import * as z from "zod";

/** What everybody in a room shares. Page and server read this. */
export const Votes = defineRoom("votes", {
  version: 1,
  storage: {
    /** A counter adds up what several people do at once. */
    votes: counter(),
  },
  mutations: {
    vote: {
      args: z.object({ by: z.union([z.literal(1), z.literal(-1)]) }),
      run(doc, { by }) {
        doc.votes.add(by);
      },
    },
  },
});
