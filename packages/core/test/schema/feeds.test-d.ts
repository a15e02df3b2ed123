// [R1731] What a user of a feed sees on hovering.
import { z } from "zod";
import { type BodyOf, defineRoom, type DraftOf, feed, list, value } from "@alongside/core";
import type { Equal, Expect } from "./expect-type.ts";

const Talk = defineRoom("talk", {
  version: 1,
  mutations: {
    say: {
      args: z.object({ text: z.string() }),
      run: (doc, { text }) => {
        const id: string = doc.feeds.chat.post({ text, files: [] });
        doc.title = id;
        // @ts-expect-error -- a body without its text
        doc.feeds.chat.post({ files: [] });
      },
    },
  },
  feeds: {
    chat: feed(z.object({ text: z.string(), files: z.array(z.string()) })),
    comments: feed(z.string(), { maxSize: 1000 }),
  },
  storage: { title: value(""), notes: list({ body: value("") }) },
});

export type Body = Expect<
  Equal<
    BodyOf<(typeof Talk)["feeds"]["chat"]>,
    { readonly text: string; readonly files: readonly string[] }
  >
>;

declare const doc: DraftOf<typeof Talk>;
export type Title = Expect<Equal<typeof doc.title, string>>;
doc.feeds.comments.post("hello", { to: "id", mentions: ["ann"], on: { record: "id" } });
// @ts-expect-error -- there is no such feed
doc.feeds.news.post("hello");

const Plain = defineRoom("plain", { version: 1, storage: { title: value("") } });
declare const plain: DraftOf<typeof Plain>;
// @ts-expect-error -- it has no feeds
void plain.feeds;

// @ts-expect-error -- a date is not JSON
feed(z.date());
