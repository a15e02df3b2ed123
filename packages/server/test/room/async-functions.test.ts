import type { DraftOf } from "@alongside/core";
import type { Sync } from "@alongside/core/engine";
import { expect, onTestFinished, test } from "vitest";
import { implement } from "../../src/implement.ts";
import type { Answer } from "../../src/room/answer.ts";
import { Board, vote } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

/** The rejections that nobody hears while the test runs; one of them ends a Node process. */
function unheard(): readonly unknown[] {
  const errors: unknown[] = [];
  const hear = (error: unknown): void => void errors.push(error);
  process.on("unhandledRejection", hear);
  onTestFinished(() => void process.off("unhandledRejection", hear));
  return errors;
}

test("[R264, R605] an asynchronous update of the server's own is refused, and nothing is unheard", async () => {
  const errors = unheard();
  const world = new World();
  const room = world.hub.room(Board, "one");
  const late = async (doc: DraftOf<typeof Board>): Promise<void> => {
    doc.title = "in time";
    await settle();
    doc.title = "too late";
  };
  const thenable = {
    // oxlint-disable-next-line unicorn/no-thenable -- what it is about
    then: (_: unknown, heard?: (error: Error) => void) => heard?.(new Error("own mistake")),
  };
  const functions: readonly unknown[] = [
    late,
    () => Promise.reject(new Error("own mistake")),
    () => thenable,
  ];
  for (const fn of functions) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect(room.update(fn as () => Sync)).rejects.toMatchObject({ code: "mutation.async" });
  }
  await settle();
  expect((await room.read()).title).toBe("");
  expect(errors).toEqual([]);
});

test("[R264, R605] a rule that is asynchronous refuses, and its rejection ends nothing", async () => {
  const errors = unheard();
  const allow = () => Promise.reject(new Error("own mistake")) as unknown as Answer;
  const world = new World({ rooms: [implement(Board, { allow })] });
  const ann = await world.join("ann");
  ann.change(vote);
  await settle();
  expect(ann.entries()).toMatchObject([{ refused: 1, code: "rule.threw" }]);
  expect(errors).toEqual([]);
});
