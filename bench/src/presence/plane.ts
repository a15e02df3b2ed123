import { defineRoom, point, value } from "@alongside/core";

/** A room of cursors. */
export const Plane = defineRoom("plane", {
  version: 1,
  presence: { cursor: point() },
  storage: { title: value("") },
});
