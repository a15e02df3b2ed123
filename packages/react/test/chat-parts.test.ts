import type { Post } from "@alongside/client/feeds";
import { expect, test } from "vitest";
import { matching, mentionAt } from "../src/chat/mention-query.ts";
import { followed, piecesOf } from "../src/chat/pieces.ts";
import { rowsOf } from "../src/chat/rows.ts";

const said = (text: string, ...mentioned: { id: string; name: string }[]): string =>
  piecesOf(text, mentioned)
    .map((piece) =>
      piece.kind === "text"
        ? piece.text
        : piece.kind === "link"
          ? `[${piece.text}]`
          : `<${piece.user}>`,
    )
    .join("");

test.each([
  ["see https://a.example/b?c#d.", "see [https://a.example/b?c#d]."],
  ["(http://a.example/x_(y))", "([http://a.example/x_(y)])"],
  ["mailto:ann@a.example, and ftp://a.example", "[mailto:ann@a.example], and ftp://a.example"],
  ["javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"],
  ["JaVaScRiPt:https://a.example", "JaVaScRiPt:[https://a.example]"],
  ["<a href='https://a.example'>", "<a href='[https://a.example]'>"],
  ["https://", "https://"],
])("[R1764] of %j these are links: %j", (text, shown) => {
  expect(said(text)).toBe(shown);
});

test("[R1764] an address is followed where its scheme is one of the web or of mail", () => {
  for (const address of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:x",
    "data:,x",
  ])
    expect(followed(address, "https://app.example/room")).toBe(undefined);
  expect(followed("/files/1")).toBe(undefined);
  expect(followed("/files/1", "https://app.example/room")).toBe("https://app.example/files/1");
});

test("[R1765] names of those whom a post mentions are marked, the longest first", () => {
  const [ann, lee] = [
    { id: "1", name: "Ann" },
    { id: "2", name: "Ann Lee" },
  ];
  expect(said("@Ann Lee and @Ann, not @Bob", ann, lee)).toBe("<2> and <1>, not @Bob");
});

test("[R1765] people are suggested for what is typed behind an at sign", () => {
  expect(mentionAt("hi @an", 6)).toEqual({ from: 3, query: "an" });
  expect(mentionAt("hi @an", 4)).toEqual({ from: 3, query: "" });
  expect(mentionAt("ann@a", 5)).toBe(undefined);
  const people = [{ name: "Ann Lee" }, { name: "Leo" }, { name: "Bob" }];
  expect(matching(people, "le").map(({ name }) => name)).toEqual(["Ann Lee", "Leo"]);
});

const DAY = new Date(2026, 10, 30).getTime();

function post(id: string, by: string, minutes: number, seq?: number): Post<string> {
  return { id, by, at: DAY + minutes * 60_000, seq } as Post<string>;
}

test("[R1763] posts of one person stand together, days are parted, and a line stands before what was not read", () => {
  const posts = [
    post("a", "ann", -10, 1),
    post("b", "ann", 1, 2),
    post("c", "ann", 2, 3),
    post("d", "bob", 3, 4),
    post("e", "bob", 20, 5),
    post("f", "bob", 21, 6),
    post("g", "me", 22),
  ];
  const rows = rowsOf(posts, { readUpTo: 5, me: "me" });
  const shown = rows.map((row) =>
    row.kind === "post" ? row.post.id + (row.isMore ? "+" : "") : row.kind,
  );
  expect(shown).toEqual(["day", "a", "day", "b", "c+", "d", "e", "unread", "f", "g"]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  expect(rowsOf(posts, { readUpTo: 5, me: "bob" }).some(({ kind }) => kind === "unread")).toBe(
    false,
  );
});
