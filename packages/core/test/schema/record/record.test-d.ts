// [R505, R506, R595] What a record() reads as, is written as and made of; what may not be in one.
import { counter, defineRoom, list, map, record, text, value } from "@alongside/core";
import type { CounterDraft, DraftOf, StorageOf, TextDraft, TextValue } from "@alongside/core";
import { z } from "zod";
import type { Equal, Expect } from "../expect-type.ts";

const Page = defineRoom("page", {
  version: 1,
  storage: {
    meta: record({
      color: value("red"),
      tag: z.string().optional(),
      votes: counter(),
      body: text(),
      print: record({ copies: counter() }),
    }),
    cards: list({ meta: record({ by: z.string() }), style: record({ bold: value(false) }) }),
  },
});

export type View = Expect<
  Equal<
    StorageOf<typeof Page>["meta"],
    {
      readonly color: string;
      readonly tag?: string | undefined;
      readonly votes: number;
      readonly body: TextValue;
      readonly print: { readonly copies: number };
    }
  >
>;

type Plain = { readonly [name: string]: never };

export type Draft = Expect<
  Equal<
    DraftOf<typeof Page>["meta"],
    {
      color: string;
      tag?: string | undefined;
      readonly votes: CounterDraft;
      readonly body: TextDraft<Plain, never>;
      readonly print: { readonly copies: CounterDraft };
    }
  >
>;

export function write(doc: DraftOf<typeof Page>, other: DraftOf<typeof Page>): void {
  doc.meta.color = "blue";
  doc.cards.push({ meta: { by: "ana" } });
  doc.cards.push({ meta: { by: "ana" }, style: { bold: true } });
  doc.cards.push({ meta: { by: "ana" }, style: {} });
  // @ts-expect-error a record is not assigned
  doc.meta = other.meta;
  // @ts-expect-error nor is a counter in it
  doc.meta.votes = other.meta.votes;
  // @ts-expect-error a field of it that has no default
  doc.cards.push({ meta: {} });
  // @ts-expect-error so it may not be left out either
  doc.cards.push({});
}

record({
  fine: z.string(),
  // @ts-expect-error a list
  list: list(z.string()),
});
record({
  // @ts-expect-error a map
  map: map(z.string()),
});
record({
  // @ts-expect-error a date
  date: z.date(),
});
list({
  // @ts-expect-error a name with a dot
  "meta.title": value(""),
});
defineRoom("beginning", {
  version: 1,
  storage: {
    // @ts-expect-error at the top of storage a plain value in a record needs a default, too
    meta: record({ by: z.string() }),
  },
});
