import { counter, defineRoom, list, Refused, text, value } from "@alongside/core";

/** What is written over HTTP, and by people beside it. */
export const Sheet = defineRoom("sheet", {
  version: 1,
  storage: { title: value(""), votes: counter(), page: text(), lines: list({ word: value("") }) },
  mutations: {
    put: {
      args: value({ word: "" }),
      run(doc, { word }) {
        if (word.includes("odd")) throw new Refused("put.odd", `Nobody puts ${word}`);
        doc.lines.push({ word });
        doc.votes.add(1);
      },
    },
  },
});

/** The room that people are in. */
export const ROOM = "sheet:r";

/** Rooms that are made by whoever writes there first. */
export const FRESH = ["sheet:new-1", "sheet:new-2", "sheet:new-3"] as const;

/** The room in which a follower notes each entry of the others. */
export const NOTED = "sheet:noted";
