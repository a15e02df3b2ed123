import type { Changed, Other, Participant } from "@alongside/client";
import { createHooks, useCursors, useGesture } from "@alongside/react";
import { expectTypeOf, test } from "vitest";
import { Tasks } from "./world.tsx";

const hooks = createHooks(Tasks);

test("the hooks say what the definition says", () => {
  const { title, tasks, users, update, mutate } = hooks.useCollaboration("home");
  expectTypeOf(title).toEqualTypeOf<string | undefined>();
  expectTypeOf(tasks?.[0]?.done).toEqualTypeOf<boolean | undefined>();
  expectTypeOf(users).toEqualTypeOf<readonly Participant[]>();
  expectTypeOf(update((doc) => doc.tasks.push({ text: "tea" }))).toEqualTypeOf<Changed<string>>();
  expectTypeOf(mutate.finish).parameter(0).toEqualTypeOf<{ readonly id: string }>();
  // @ts-expect-error there is no such field
  update((doc) => doc.tasks.push({ txt: "tea" }));
  // @ts-expect-error nor such a mutation
  void mutate.begin;
});

test("a selector's answer may be missing until the room is here, but not in the suspense hooks", () => {
  expectTypeOf(hooks.useStorage((storage) => storage.tasks.length)).toEqualTypeOf<
    number | undefined
  >();
  expectTypeOf(
    hooks.suspense.useStorage((storage) => storage.tasks.length),
  ).toEqualTypeOf<number>();
  expectTypeOf(hooks.suspense.useCollaboration().title).toEqualTypeOf<string>();
});

test("presence, events and others are typed", () => {
  const [presence, setPresence] = hooks.useMyPresence();
  expectTypeOf(presence.cursor).toEqualTypeOf<
    { readonly x: number; readonly y: number } | null | undefined
  >();
  // @ts-expect-error a cursor has coordinates
  setPresence({ cursor: "here" });
  hooks.useEvent("cheer", (body, from) => {
    expectTypeOf(body).toEqualTypeOf<string>();
    expectTypeOf(from).toEqualTypeOf<Other<typeof Tasks> | undefined>();
  });
  // @ts-expect-error there is no such event
  hooks.useEvent("boo", () => {});
});

test("others, the own person and gestures are typed from the definition", () => {
  expectTypeOf(hooks.useOther("c")).toEqualTypeOf<Other<typeof Tasks> | undefined>();
  expectTypeOf(hooks.useOther("c", ({ presence }) => presence.cursor?.x)).toEqualTypeOf<
    number | undefined
  >();
  expectTypeOf(hooks.useOthersIds()).toEqualTypeOf<readonly string[]>();
  expectTypeOf(hooks.useSelf()?.name).toEqualTypeOf<string | undefined>();
  // @ts-expect-error a cursor has coordinates
  hooks.useMyPresence({ cursor: "here" });
  const room = hooks.useRoom();
  const gesture = useGesture(room);
  gesture.update((doc) => void (doc.title = "Tea"));
  // @ts-expect-error there is no such field
  gesture.update((doc) => void (doc.titel = "Tea"));
  useCursors(room, ({ cursor }) => cursor);
  // @ts-expect-error a selection is no place
  useCursors(room, ({ selection }) => selection);
});
