import { caret, defineRoom, text } from "@alongside/core";

export const Notes = defineRoom("notes", {
  version: 1,
  storage: { body: text() },
  presence: { caret: caret() },
});
