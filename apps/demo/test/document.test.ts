import { TextValue } from "@alongside/core";
import { expect, test } from "vitest";
import { languageOf } from "../src/code/language.ts";
import { headingsOf } from "../src/document/headings.ts";
import { linkTo } from "../src/document/link.ts";
import { wordCount } from "../src/document/word-count.ts";

test("[R238] the outline has every heading with its level, and where its line begins", () => {
  const title = { insert: "\n", attributes: { header: 1 } };
  const heading = { insert: "\n", attributes: { header: 2 } };
  const bold = { insert: "bold", attributes: { bold: true } };
  const body = TextValue.from([
    "Plan",
    title,
    "Some text\n\nA ",
    bold,
    " step",
    heading,
    "\n",
    heading,
  ]);
  expect(headingsOf(body)).toEqual([
    { text: "Plan", level: 1, at: 0 },
    { text: "A bold step", level: 2, at: 16 },
  ]);
  expect(body.slice(16, 27)).toBe("A bold step");
  expect(headingsOf(TextValue.from("no headings\n"))).toEqual([]);
});

test.each([
  ["", 0],
  ["  \n\n ", 0],
  ["One, two; three.", 3],
  ["It's 3.5 well-known words", 4],
  ["日本語 и кириллица e\u0301t", 4],
  ["— ? !", 0],
])("[R238] %j has %i words", (text, words) => {
  expect(wordCount(text)).toBe(words);
});

test.each([
  ["https://example.com/a?b#c", "https://example.com/a?b#c"],
  [" example.com/a ", "https://example.com/a"],
  ["localhost:4000/x", "https://localhost:4000/x"],
  ["ada@example.com", "mailto:ada@example.com"],
  ["mailto:ada@example.com", "mailto:ada@example.com"],
  ["tel:+49 30 123-456", "tel:+4930123-456"],
  ["+49 (30) 1234567", "tel:+49(30)1234567"],
  ["tel: ", undefined],
  ["https://", undefined],
  ["vbscript:x", undefined],
  ["java\nscript:alert(1)", undefined],
  ["javascript:alert(1)", undefined],
  ["data:text/html,x", undefined],
  ["two words", undefined],
  ["/relative", undefined],
  ["", undefined],
  [`https://${"x".repeat(2000)}`, undefined],
])("[R237] a link to %j leads to %j", (typed, link) => {
  expect(linkTo(typed)).toBe(link);
});

test.each([
  ["room.ts", "TypeScript"],
  ["Room.TSX", "TypeScript JSX"],
  ["server.mjs", "JavaScript"],
  ["notes.md", "Plain text"],
  ["", "Plain text"],
])("the file %j is in %s", (file, language) => {
  expect(languageOf(file).name).toBe(language);
});
