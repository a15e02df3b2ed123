// [R86] What a user of a room sees on hovering, and which mistakes do not compile.
import { defineRoom, point, value } from "@alongside/core";
import type {
  DraftOf,
  OfflinePolicy,
  Point,
  PointOptions,
  PointSchema,
  PresenceOf,
  StorageOf,
} from "@alongside/core";
import { openGesture } from "../src/index.ts";
import type { Changed, Client, Other, Room } from "../src/index.ts";
import type { Board } from "./support/board.ts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Expect<T extends true> = T;

declare const client: Client;
declare const definition: typeof Board;
const room = client.join(definition, "roadmap");

export type Joined = Expect<Equal<typeof room, Room<typeof Board>>>;
export type State = Expect<Equal<ReturnType<typeof room.get>, StorageOf<typeof Board> | undefined>>;

const inserted = room.update((doc) => doc.shapes.insert({ color: "red" }, "start"));
export type Inserted = Expect<Equal<typeof inserted, Changed<string>>>;

const stop = room.subscribe(
  (state) => state.shapes.length,
  (count) => void (count satisfies number),
);
export type Stop = Expect<Equal<typeof stop, () => void>>;
room.subscribe((state) => void (state.title satisfies string));

room.mutate.paint({ id: "x", color: "red" });
room.presence.set({ cursor: { x: 1, y: 2 } });
room.broadcast("wave", "hello");
room.on("wave", (body, from) => {
  void (body satisfies string);
  void (from satisfies Other<typeof Board> | undefined);
});
export type Cursor = Expect<
  Equal<
    ReturnType<typeof room.others.get>[number]["presence"],
    { readonly cursor?: { readonly x: number; readonly y: number } | null; readonly name?: string }
  >
>;

// @ts-expect-error There is no such field.
room.update((doc) => doc.shape.push({}));
// @ts-expect-error A plain value of another type.
room.update((doc) => void (doc.title = 1));
// @ts-expect-error What is read is not written to.
room.get()?.shapes.push({});
// @ts-expect-error There is no such mutation.
room.mutate.erase({});
// @ts-expect-error An argument is missing.
room.mutate.paint({ id: "x" });
// @ts-expect-error There is no such field of presence.
room.presence.set({ colour: "red" });
// @ts-expect-error There is no such event.
room.broadcast("bow", "x");
// @ts-expect-error The body is of another type.
room.broadcast("wave", 1);
// @ts-expect-error [R604] An update is synchronous.
room.update(async (doc) => void (doc.title = await Promise.resolve("later")));
// @ts-expect-error [R264] Also where only some of its ways are not.
room.update((doc) => (doc.votes.value > 1 ? Promise.resolve() : undefined));
// @ts-expect-error [R264] So is a gesture's.
openGesture(room).update(async () => {});
// @ts-expect-error [R264] And what takes the place of a refused change.
room.rejected.get()[0]?.resubmit(async () => {});
const shape = room.update((doc) => doc.shapes.get("x"));
export type Shape = Expect<
  Equal<typeof shape.local, ReturnType<DraftOf<typeof Board>["shapes"]["get"]>>
>;

const options = { resolution: 0.5 } satisfies PointOptions;
const cursor: PointSchema = point(options);
const offline: OfflinePolicy = "refuse-if-changed";
const Plane = defineRoom("plane", {
  version: 1,
  offline,
  storage: { title: value("") },
  presence: { cursor },
});
declare const shown: PresenceOf<typeof Plane>;
shown.cursor satisfies Point | null | undefined;
