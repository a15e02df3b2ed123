// [R31] What a user of the board sees on hovering.
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { counter, defineRoom, list, value } from "@alongside/core";
import type {
  CounterDraft,
  DraftOf,
  EventsOf,
  Json,
  List,
  ListDraft,
  MapDraft,
  MutationContext,
  PresenceOf,
  RoomDefinition,
  StorageOf,
} from "@alongside/core";
import type { Fields, MutationsOf } from "@alongside/core/engine";
import type { Board } from "./board.ts";
import type { Equal, Expect } from "./expect-type.ts";

type XY = { readonly x: number; readonly y: number };
type WH = { readonly w: number; readonly h: number };

export type View = Expect<
  Equal<
    StorageOf<typeof Board>,
    {
      readonly title: string;
      readonly theme: "light" | "dark";
      readonly subtitle?: string | undefined;
      readonly shapes: readonly {
        readonly id: string;
        readonly kind: "rect" | "ellipse";
        readonly at: XY;
        readonly size: WH;
        readonly color: string;
        readonly label?: string | undefined;
        readonly likes: number;
        readonly tags: readonly { readonly id: string; readonly value: string }[];
        readonly notes: ReadonlyMap<string, { readonly id: string; readonly text: string }>;
      }[];
      readonly columns: readonly {
        readonly id: string;
        readonly name: string;
        readonly cards: readonly {
          readonly id: string;
          readonly text: string;
          readonly done: boolean;
        }[];
      }[];
      readonly settings: ReadonlyMap<string, { readonly id: string; readonly value: string }>;
      readonly flags: ReadonlyMap<string, { readonly id: string; readonly value: boolean }>;
      readonly votes: number;
    }
  >
>;

type NoteDraft = { readonly id: string; text: string };
type CardDraft = { readonly id: string; text: string; done: boolean };
type NewCard = { readonly text: string; readonly done?: boolean | undefined };
type ShapeDraft = {
  readonly id: string;
  kind: "rect" | "ellipse";
  at: XY;
  size: WH;
  color: string;
  label?: string | undefined;
  readonly likes: CounterDraft;
  readonly tags: ListDraft<{ readonly id: string; value: string }, string>;
  readonly notes: MapDraft<NoteDraft, { readonly text: string }>;
};
type NewShape = {
  readonly kind: "rect" | "ellipse";
  readonly at: XY;
  readonly size: WH;
  readonly color?: string | undefined;
  readonly label?: string | undefined;
  readonly likes?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly notes?: { readonly [key: string]: { readonly text: string } } | undefined;
};
type BoardDraft = {
  title: string;
  theme: "light" | "dark";
  subtitle?: string | undefined;
  readonly shapes: ListDraft<ShapeDraft, NewShape>;
  readonly columns: ListDraft<
    { readonly id: string; name: string; readonly cards: ListDraft<CardDraft, NewCard> },
    { readonly name: string; readonly cards?: readonly NewCard[] | undefined }
  >;
  readonly settings: MapDraft<{ readonly id: string; value: string }, { readonly value: string }>;
  readonly flags: MapDraft<{ readonly id: string; value: boolean }, boolean>;
  readonly votes: CounterDraft;
};

export type Draft = Expect<Equal<DraftOf<typeof Board>, BoardDraft>>;

export type Presence = Expect<
  Equal<
    PresenceOf<typeof Board>,
    {
      readonly cursor?: XY | null;
      readonly selection?: readonly string[];
      readonly tool?: "pen" | "hand";
    }
  >
>;

export type Events = Expect<
  Equal<EventsOf<typeof Board>, { readonly confetti: { readonly at: XY }; readonly ping: null }>
>;

export type CallArgs = Expect<
  Equal<
    MutationsOf<typeof Board>,
    {
      readonly bringToFront: { readonly id: string; readonly loud?: boolean | undefined };
      readonly rename: { readonly title: string };
    }
  >
>;

// Every room fits where any room is asked for.
export type Fits = Expect<typeof Board extends RoomDefinition ? true : false>;

// Inside a mutation, whatever the order of the properties: the draft, the output of its arguments, the context.
defineRoom("order", {
  mutations: {
    a: {
      run(doc, args, ctx) {
        const sameDoc: Expect<Equal<typeof doc, { readonly n: CounterDraft; title: string }>> =
          true;
        const sameArgs: Expect<Equal<typeof args, { readonly by: number }>> = true;
        const sameCtx: Expect<Equal<typeof ctx, MutationContext>> = true;
        return void [sameDoc, sameArgs, sameCtx];
      },
      args: z.object({ by: z.number().default(1) }),
    },
    b: {
      args: v.array(v.string()),
      run: (_doc, args) => {
        const sameArgs: Expect<Equal<typeof args, readonly string[]>> = true;
        return void sameArgs;
      },
    },
    c: {
      args: type({ "name?": "string" }),
      run(_doc, args) {
        const sameArgs: Expect<Equal<typeof args, { readonly name?: string }>> = true;
        return void sameArgs;
      },
    },
  },
  storage: { n: counter(), title: value("x") },
  version: 1,
});

// value() widens what it is given, and keeps a type that was named.
const Values = defineRoom("values", {
  version: 1,
  storage: {
    text: value("a"),
    side: value<"left" | "right">("left"),
    at: value({ x: 1 }),
    maybe: value<number | undefined>(undefined),
    any: z.json().default(null),
    own: value<Json>(null),
    pair: value<[string, number]>(["a", 1]),
  },
});
export type ValueView = Expect<
  Equal<
    StorageOf<typeof Values>,
    {
      readonly text: string;
      readonly side: "left" | "right";
      readonly at: { readonly x: number };
      readonly maybe?: number | undefined;
      readonly any: Json;
      readonly own: Json;
      readonly pair: readonly [string, number];
    }
  >
>;

// Records that hold records of their own kind are described by an interface.
interface NodeFields extends Fields {
  readonly name: z.ZodString;
  readonly children: List<NodeFields>;
}
const node: NodeFields = {
  name: z.string(),
  get children() {
    return list(node);
  },
};
const Tree = defineRoom("tree", { version: 1, storage: { roots: list(node) } });
declare const tree: StorageOf<typeof Tree>;
declare const treeDraft: DraftOf<typeof Tree>;
export const name: string | undefined = tree.roots[0]?.children[0]?.children[0]?.name;
treeDraft.roots.insert({ name: "a", children: [{ name: "b", children: [{ name: "c" }] }] });
treeDraft.roots.get("x")?.children.move("y", treeDraft.roots, "start");

// What is JSON passes the check.
interface Nested {
  readonly text: string;
  readonly inside: readonly Nested[];
}
const Nested: z.ZodType<Nested, Nested> = z.lazy(() =>
  z.object({ text: z.string(), inside: z.array(Nested).readonly() }),
);
const Loop = z.object({
  text: z.string(),
  get inside() {
    return z.array(Loop);
  },
});
list({
  json: z.json(),
  unknown: z.unknown(),
  any: z.any(),
  brand: z.string().brand<"Id">(),
  inner: z.object({ n: z.number().default(1) }),
  record: z.record(z.string(), z.number()),
  tuple: z.tuple([z.string(), z.number()]),
  union: z.discriminatedUnion("k", [
    z.object({ k: z.literal("a") }),
    z.object({ k: z.literal("b"), n: z.number() }),
  ]),
  trimmed: z.string().trim(),
  nullable: v.nullable(v.number()),
  optional: type({ "a?": "string", b: "number = 3" }),
  nested: Nested,
  loop: Loop,
});
