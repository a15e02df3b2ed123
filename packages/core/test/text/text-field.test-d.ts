// [R31] [R32] A text in a definition: what it reads and writes as, at any depth, and which mistakes do not compile.
import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import { caret, defineRoom, list, map, text, value } from "@alongside/core";
import type { Caret, DraftOf, PresenceOf, StorageOf, TextDraft, TextValue } from "@alongside/core";
import type { Attributes, Delta, Embed } from "@alongside/core/text";
import type { Equal, Expect } from "../schema/expect-type.ts";

const Paper = defineRoom("paper", {
  version: 1,
  presence: { caret: caret(), second: caret(), name: value("") },
  storage: {
    title: text({ maxLength: 100 }),
    body: text({
      attributes: { bold: z.literal(true), link: v.string(), header: type("1 | 2 | 3") },
      embeds: { image: z.object({ src: z.string() }), rule: z.null() },
    }),
    notes: list({
      label: text(),
      replies: list({ body: text({ attributes: { bold: z.boolean() } }) }),
    }),
    pages: map({ body: text() }),
  },
});

type View = StorageOf<typeof Paper>;
type Draft = DraftOf<typeof Paper>;
type BodyAttributes = {
  readonly bold?: true;
  readonly link?: string;
  readonly header?: 1 | 2 | 3;
};
type BodyEmbed = { readonly image: { readonly src: string } } | { readonly rule: null };
type NoAttributes = { readonly [name: string]: never };

// Read, a text is a `TextValue`, wherever it stands.
export type Read = Expect<
  Equal<
    View,
    {
      readonly title: TextValue;
      readonly body: TextValue;
      readonly notes: readonly {
        readonly id: string;
        readonly label: TextValue;
        readonly replies: readonly { readonly id: string; readonly body: TextValue }[];
      }[];
      readonly pages: ReadonlyMap<string, { readonly id: string; readonly body: TextValue }>;
    }
  >
>;

// Written, its attributes and embeds have the types of their schemas.
export type Plain = Expect<Equal<Draft["title"], TextDraft<NoAttributes, never>>>;
export type Rich = Expect<Equal<Draft["body"], TextDraft<BodyAttributes, BodyEmbed>>>;
type Note = NonNullable<ReturnType<Draft["notes"]["get"]>>;
type Reply = NonNullable<ReturnType<Note["replies"]["get"]>>;
export type Deep = Expect<Equal<Reply["body"], TextDraft<{ readonly bold?: boolean }, never>>>;
export type AtKey = Expect<
  Equal<NonNullable<ReturnType<Draft["pages"]["get"]>>["body"], TextDraft<NoAttributes, never>>
>;
export type ReadsAs = Expect<Equal<Draft["body"]["value"], TextValue>>;
// What binds editors takes any of them.
export const any: (doc: Draft) => Pick<TextDraft, "apply" | "length"> = (doc) => doc.body;

// A caret is a field of presence.
export type Carets = Expect<
  Equal<
    PresenceOf<typeof Paper>,
    { readonly caret?: Caret | null; readonly second?: Caret | null; readonly name?: string }
  >
>;

declare const view: View;
declare const doc: Draft;

void view.body.slice(0, 3).length;
view.body.toDelta() satisfies Delta;
view.body.attributesAt(1) satisfies Attributes;

doc.title.insert(0, "x");
doc.title.replace(0, 1, "y");
doc.body.insert(0, "x", { bold: true, header: 2 });
doc.body.insert(0, { image: { src: "a.png" } }, { link: "b" });
doc.body.insert(0, { rule: null });
doc.body.format(0, 1, { bold: null, link: "c" });
doc.body.apply([3, { retain: 1, attributes: { bold: true } }]);
doc.notes.push({});
doc.notes.push({ label: "x", replies: [{ body: [{ insert: "y", attributes: { bold: true } }] }] });
doc.pages.set("a", { body: view.title });

// @ts-expect-error no such attribute
doc.body.insert(0, "x", { blod: true });
// @ts-expect-error another value than the attribute has
doc.body.insert(0, "x", { header: 4 });
// @ts-expect-error null takes away, which an insert has nothing to do with
doc.body.insert(0, "x", { bold: null });
// @ts-expect-error no such attribute
doc.body.format(0, 1, { blod: null });
// @ts-expect-error no such embed
doc.body.insert(0, { video: "a.mp4" });
// @ts-expect-error another value than the embed has
doc.body.insert(0, { image: "a.png" });
// @ts-expect-error a plain text has no attributes
doc.title.insert(0, "x", { bold: true });
// @ts-expect-error a plain text has no attributes
doc.title.format(0, 1, { bold: true });
// @ts-expect-error a plain text has no embeds
doc.title.insert(0, { image: { src: "a.png" } });
// @ts-expect-error a text is edited, not assigned
doc.title = "x";
// @ts-expect-error a text is edited, not assigned
doc.title = view.title;
// @ts-expect-error views are read
view.title = view.body;
// @ts-expect-error a text is no string
view.title satisfies string;
// @ts-expect-error a text begins with text
doc.notes.push({ label: 3 });
// @ts-expect-error positions are numbers
doc.title.insert("0", "x");
// @ts-expect-error its parts are not written to
view.body.toDelta().push("x");

text({
  // @ts-expect-error a date
  attributes: { at: z.date() },
  // @ts-expect-error a map
  embeds: { map: z.map(z.string(), z.string()) },
});
// @ts-expect-error a transformation
text({ attributes: { size: z.coerce.number() } });
// @ts-expect-error an attribute is a schema
text({ attributes: { bold: true } });
// @ts-expect-error an embed is no text
text({ embeds: { inner: text() } });
// @ts-expect-error a misspelt option
text({ maxlength: 3 });
// @ts-expect-error a length is a number
text({ maxLength: "3" });

defineRoom("carets", {
  version: 1,
  // @ts-expect-error a text in presence
  presence: { body: text() },
  storage: {},
});

const embed: Embed = { image: "x" };
// @ts-expect-error an embed of another text
doc.body.insert(0, embed);
