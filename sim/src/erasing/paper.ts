import { defineRoom, list, Refused, text, value } from "@alongside/core";

/** What people write words into: texts, plain values, arguments of mutations. */
export const Paper = defineRoom("paper", {
  version: 1,
  storage: { page: text(), notes: list({ label: text(), by: value("") }) },
  mutations: {
    sign: {
      args: value({ by: "" }),
      run(doc, { by }) {
        doc.notes.push({ by });
      },
    },
    /** Is refused, in its own words. */
    quarrel: {
      args: value({ words: "" }),
      run(_doc, { words }) {
        throw new Refused("quarrel", `Nobody says ${words}`);
      },
    },
  },
});

/** The room that people are in, and the one that a follower writes into. */
export const ROOM = "paper:r";
export const DIGEST = "digest";
