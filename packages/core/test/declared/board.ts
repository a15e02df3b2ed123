// [R501] What an app's package that emits declarations exports: `tsc -b` names each type that it infers here, or fails.
import { caret, counter, defineRoom, feed, list, map, record, text, value } from "@alongside/core";
import type {
  Caret,
  CaretSchema,
  Counter,
  CounterDraft,
  DraftOf,
  Feed,
  FeedDraft,
  Feeds,
  List,
  ListDraft,
  MapDraft,
  MapOf,
  Mutations,
  RecordOf,
  RoomDefinition,
  Schema,
  StorageOf,
  Text,
  TextDraft,
  TextValue,
  Value,
} from "@alongside/core";
import { z } from "zod";

export const Board = defineRoom("board", {
  version: 1,
  presence: { caret: caret() },
  storage: {
    title: value(""),
    body: text(),
    votes: counter(),
    meta: record({ subtitle: value(""), notes: text(), seen: record({ times: counter() }) }),
    columns: list({ name: z.string(), cards: list({ label: z.string() }), tags: list(z.string()) }),
    settings: map({ value: z.string() }),
  },
  feeds: { chat: feed(z.object({ text: z.string() })) },
  mutations: {
    rename: {
      args: z.object({ title: z.string() }),
      run(doc, { title }) {
        doc.title = title;
      },
    },
  },
});

type Doc = DraftOf<typeof Board>;
type State = StorageOf<typeof Board>;

export const columns = (doc: Doc) => doc.columns;
export const cards = (doc: Doc, id: string) => doc.columns.get(id)?.cards;
export const settings = (doc: Doc) => doc.settings;
export const chat = (doc: Doc) => doc.feeds.chat;
export const votes = (doc: Doc) => doc.votes;
export const meta = (doc: Doc) => doc.meta;
export const body = (doc: Doc) => doc.body;
export const shown = (state: State) => state.body;
export const seen = (state: State) => state.meta.seen;
export const first = (state: State) => state.columns[0];

/** What TypeScript writes for them: each can be imported. */
export interface Named {
  readonly caret: Caret;
  readonly definition: RoomDefinition<
    {
      readonly title: Value<string>;
      readonly votes: Counter;
      readonly body: Text;
      readonly meta: RecordOf<{ readonly subtitle: Value<string> }>;
      readonly columns: List<{ readonly name: z.ZodString }>;
      readonly settings: MapOf<{ readonly value: z.ZodString }>;
    },
    { readonly caret: CaretSchema },
    { readonly beep: Schema },
    Mutations<{ readonly votes: Counter }, { readonly reset: Schema }>
  >;
  readonly feeds: Feeds;
  readonly feed: Feed<z.ZodString>;
  readonly posting: FeedDraft<string>;
  readonly list: ListDraft<{ readonly id: string }, object>;
  readonly map: MapDraft<{ readonly id: string }, object>;
  readonly counter: CounterDraft;
  readonly text: TextDraft;
  readonly value: TextValue;
}
