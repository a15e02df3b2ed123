import type { DraftOf } from "@alongside/core";
import { openGesture } from "../src/index.ts";
import type { Sync } from "@alongside/core/engine";
import { defineRoom, list, value } from "@alongside/core";
import { expect, onTestFinished, test } from "vitest";
import type { Board } from "./support/board.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";
import { settled, ScriptedRoom } from "./support/scripted-room.ts";

/** What the compiler lets nobody give, and somebody without types does. */
type Refused = (doc: DraftOf<typeof Board>) => Sync;

const LATE = [
  [
    "writes after an await",
    async (doc: DraftOf<typeof Board>) => {
      doc.title = "in time";
      await Promise.resolve();
      doc.title = "too late";
    },
  ],
  [
    "throws after an await",
    async (doc: DraftOf<typeof Board>) => {
      doc.title = "in time";
      await Promise.resolve();
      throw new Error("own mistake");
    },
  ],
  ["rejects at once", () => Promise.reject(new Error("own mistake"))],
  [
    "is a thenable of somebody else's",
    () => ({
      // oxlint-disable-next-line unicorn/no-thenable -- what it is about
      then: (_: unknown, heard?: (error: Error) => void) => heard?.(new Error("own mistake")),
    }),
  ],
] as unknown as readonly (readonly [string, Refused])[];

/** The rejections that nobody hears while the test runs; one of them ends a Node process. */
function unheard(): readonly unknown[] {
  const errors: unknown[] = [];
  const hear = (error: unknown): void => void errors.push(error);
  process.on("unhandledRejection", hear);
  onTestFinished(() => void process.off("unhandledRejection", hear));
  return errors;
}

const SAYS = "An update is synchronous: await first, then update";

test.each(LATE)(
  "[R264, R605] an update that %s is refused, and nothing is unheard",
  async (_, late) => {
    const errors = unheard();
    const table = ScriptedRoom.live();
    expect(() => table.room.update(late)).toThrow(SAYS);
    await settled();
    expect(table.state.title).toBe("untitled");
    expect(table.sent()).toEqual([]);
    expect(errors).toEqual([]);
  },
);

test.each(LATE)("[R264] a gesture that %s is refused and goes on", async (_, late) => {
  const errors = unheard();
  const table = ScriptedRoom.live();
  const gesture = openGesture(table.room);
  gesture.update((doc) => void (doc.title = "dragged"));
  expect(() => gesture.update(late)).toThrow(SAYS);
  await settled();
  expect(table.state.title).toBe("dragged");
  gesture.cancel();
  expect(table.state.title).toBe("untitled");
  expect(errors).toEqual([]);
});

test.each(LATE)(
  "[R264] what %s does not take a refused change's place, which stays in the list",
  async (_, late) => {
    const errors = unheard();
    const table = ScriptedRoom.live();
    table.room.update((doc) => void (doc.title = "rude"));
    table.refuse(1);
    const [refused] = table.room.rejected.get();
    table.sent();
    expect(() => refused?.resubmit(late)).toThrow(SAYS);
    await settled();
    expect(table.room.rejected.get()).toEqual([refused]);
    expect(table.state.title).toBe("untitled");
    expect(table.sent()).toEqual([]);
    expect(errors).toEqual([]);
  },
);

test("[R264] a mutation whose run is asynchronous is refused here and on the server", async () => {
  const errors = unheard();
  const Late = defineRoom("late", {
    version: 1,
    storage: { title: value(""), rows: list({ name: value("") }) },
    mutations: {
      rename: {
        args: value(""),
        // Here it is no promise, so it gets as far as the server.
        run: ((doc: { title: string }, title: string, ctx: { where: string }) => {
          doc.title = title;
          if (ctx.where === "client" && title !== "here") return undefined;
          return Promise.reject(new Error("own mistake"));
        }) as unknown as () => Sync,
      },
    },
  });
  const server = new InMemoryServer(Late);
  const { room } = server.open("ann");
  await server.pass(50);
  expect(() => room.mutate.rename("here")).toThrow(SAYS);
  const { committed } = room.mutate.rename("there");
  await server.pass(50);
  await expect(committed).rejects.toMatchObject({ code: "mutation.async" });
  expect(room.get()?.title).toBe("");
  expect(errors).toEqual([]);
});
