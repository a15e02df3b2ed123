// [R32] Which mistakes do not compile, each found at the field.
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { counter, defineRoom, list, map, value } from "@alongside/core";
import type { DraftOf, StorageOf } from "@alongside/core";
import type { CheckSchema } from "../../src/schema/check-types.ts";
import type { Board } from "./board.ts";
import type { Equal, Expect } from "./expect-type.ts";

// The message is a sentence.
const date = z.date();
export type Message = Expect<
  Equal<
    CheckSchema<typeof date>,
    "This schema's output is not JSON: dates, maps, sets, functions, bigints and instances of classes cannot be shared. Store a string, number or plain object"
  >
>;

list({
  fine: z.string(),
  // @ts-expect-error a date
  date: z.date(),
  // @ts-expect-error a date, in valibot
  dateV: v.date(),
  // @ts-expect-error a date, in arktype
  dateA: type("Date"),
  // @ts-expect-error a date, by its type only
  dateT: value<Date>(new Date(0)),
  // @ts-expect-error a map
  map: z.map(z.string(), z.string()),
  // @ts-expect-error a set
  set: z.set(z.string()),
  // @ts-expect-error a function
  function: z.custom<() => void>(),
  // @ts-expect-error a bigint
  bigint: z.bigint(),
  // @ts-expect-error an instance of a class
  instance: z.instanceof(URL),
  // @ts-expect-error a date, deep inside
  deep: z.object({ inner: z.array(z.date()) }),
  // @ts-expect-error a transformation
  transform: z.string().transform(Number),
  // @ts-expect-error a transformation, in valibot
  transformV: v.pipe(v.string(), v.transform(Number)),
  // @ts-expect-error a transformation, in arktype
  transformA: type("string.numeric.parse"),
  // @ts-expect-error a transformation into one of the kinds it takes
  union: z.union([z.string(), z.number()]).transform(String),
  // @ts-expect-error a coercion
  coerce: z.coerce.number(),
  // @ts-expect-error a preprocessor
  preprocess: z.preprocess(Number, z.number()),
  // @ts-expect-error the name is reserved
  id: z.string(),
  // @ts-expect-error the name is reserved
  constructor: z.string(),
});

// @ts-expect-error a string is not a field
list({ text: "string" });
// @ts-expect-error plain objects of fields are not fields
list({ nested: { x: z.number() } });
// @ts-expect-error a list of dates
list(z.date());
// @ts-expect-error a map of dates
map(v.date());
// @ts-expect-error a field of a map's records
map({ at: z.date() });

defineRoom("storage", {
  version: 1,
  storage: {
    fine: z.string().default(""),
    // @ts-expect-error nothing to read before anything is stored
    title: z.string(),
    // @ts-expect-error a date
    date: z.date().optional(),
    // @ts-expect-error the name is reserved
    id: value(""),
  },
});

defineRoom("others", {
  version: 1,
  storage: { votes: counter() },
  // @ts-expect-error a date in presence
  presence: { at: z.date() },
  // @ts-expect-error a transformation in an event
  events: { at: z.string().transform(Number) },
  mutations: {
    date: {
      // @ts-expect-error a date in arguments
      args: z.date(),
      run() {},
    },
    wrong: {
      args: z.object({ id: z.string() }),
      run(doc, args, ctx) {
        // @ts-expect-error no such argument
        void args.name;
        // @ts-expect-error no such field
        void doc.title;
        // @ts-expect-error a counter is added to, not assigned
        doc.votes = 3;
        // @ts-expect-error the context is not written
        ctx.now = 3;
      },
    },
  },
});

// @ts-expect-error arguments are checked, so they have a schema
defineRoom("args", { version: 1, storage: {}, mutations: { a: { run() {} } } });
// @ts-expect-error storage is needed
defineRoom("none", { version: 1 });
// @ts-expect-error so is a version
defineRoom("none", { storage: {} });
// @ts-expect-error a misspelt property
defineRoom("none", { version: 1, storage: {}, event: {} });

declare const view: StorageOf<typeof Board>;
declare const doc: DraftOf<typeof Board>;
const shape = doc.shapes.get("x")!;

// @ts-expect-error views are read
view.title = "x";
// @ts-expect-error lists too
view.shapes.push(view.shapes[0]!);
// @ts-expect-error and values, at any depth
view.shapes[0]!.at.x = 1;
// @ts-expect-error and maps
view.flags.set("a", true);
// @ts-expect-error a record may be gone
void doc.shapes.get("x").at;
// @ts-expect-error a plain value is replaced whole
shape.at.x = 1;
// @ts-expect-error half a point
shape.at = { x: 1 };
// @ts-expect-error not a kind
shape.kind = "star";
// @ts-expect-error an id is for life
shape.id = "other";
// @ts-expect-error only optional fields can be removed
delete shape.at;
// @ts-expect-error nothing is inserted by index
doc.shapes.insert({ kind: "rect", at: { x: 0, y: 0 }, size: { w: 1, h: 1 } }, 3);
// @ts-expect-error a field is missing
doc.shapes.insert({ kind: "rect", at: { x: 0, y: 0 } });
// @ts-expect-error a field too many
doc.shapes.insert({ kind: "rect", at: { x: 0, y: 0 }, size: { w: 1, h: 1 }, angle: 3 });
// @ts-expect-error a shape is not a card
doc.shapes.move("x", doc.columns.at(0)!.cards);
// @ts-expect-error flags hold booleans
doc.flags.set("a", "yes");

// What is meant to compile.
shape.at = { ...shape.at, x: 1 };
shape.label = undefined;
delete shape.label;
doc.columns.at(0)!.cards.move("card", doc.columns.at(1)!.cards, { after: "other" });

defineRoom("late", {
  version: 1,
  storage: { title: value("") },
  mutations: {
    rename: {
      args: value(""),
      // @ts-expect-error [R604] a mutation is synchronous
      async run(draft, title) {
        draft.title = await Promise.resolve(title);
      },
    },
    clear: {
      args: value(""),
      // What it answers is of no interest, as long as it is no promise.
      run: (draft) => (draft.title = ""),
    },
  },
});
