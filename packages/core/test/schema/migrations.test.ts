import { expect, test } from "vitest";
import { defineRoom } from "@alongside/core";
import { type Migrations } from "@alongside/core/engine";

const define = (version: number, migrate?: unknown) =>
  defineRoom("room", { version, storage: {}, migrate: (migrate ?? {}) as Migrations });

test("[R200] a definition keeps its steps, and need not have all of them", () => {
  const step = (): void => {};
  expect(define(3, { 2: step, 3: step }).migrate).toEqual({ 2: step, 3: step });
  expect(define(5, { 5: step }).migrate).toEqual({ 5: step });
  expect(defineRoom("room", { version: 2, storage: {} }).migrate).toEqual({});
});

test.each(["0", "1", "4", "2.5", "-2", "02", "two"])(
  "[R200] a step that leads to version %s is refused in a definition of version 3",
  (to) => {
    expect(() => define(3, { [to]: () => {} })).toThrow(
      `room: migrate.${to} should lead to a version from 2 to that of the room, 3`,
    );
  },
);

test("[R200] a step is a function", () => {
  expect(() => define(2, { 2: { rename: "text" } })).toThrow(
    "room: migrate.2 should be a function",
  );
});
