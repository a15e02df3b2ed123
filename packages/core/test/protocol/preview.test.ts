import {
  BadMessage,
  encodePreview,
  parseDown,
  parseUp,
  personParts,
  type Preview,
} from "@alongside/core/engine";
import { expect, test } from "vitest";

const OPS = { title: [{ op: "set", id: "root", field: "title", value: "a" }] } as const;
const TEXT = '["title",[["s","root","title","a"]]]';

test.each<readonly [string, Preview, string]>([
  [
    "with presence and its time",
    { type: "preview", seat: 1, gesture: 4, ops: OPS, set: { cursor: null }, at: 120 },
    `["g",1,4,${TEXT},{"cursor":null},120]`,
  ],
  [
    "with its time alone",
    { type: "preview", seat: 1, gesture: 4, ops: OPS, at: 0 },
    `["g",1,4,${TEXT},null,0]`,
  ],
])("[R63] [R1221] the wire is these texts: up: preview %s", (_, message, text) => {
  expect(encodePreview(message)).toBe(text);
  expect(parseUp(text)).toEqual(message);
});

test("[R1221] a time is a whole number of ms, and presence is an object", () => {
  for (const end of ["null,-1", "null,1.5", 'null,"1"', "null,null", "1,1", "null"])
    expect(() => parseUp(`["g",1,4,null,${end}]`)).toThrow(BadMessage);
});

test("[R63] [R1221] the wire is these texts: down: previews with their times", () => {
  const text = `["t",1,[["c",null,null,null,null,[[4,120],${TEXT},5,null]]],[]]`;
  const person = {
    client: "c",
    previews: { "4": OPS, "5": null },
    times: { "4": 120 },
  };
  expect(parseDown(text)).toEqual({ type: "tick", seat: 1, people: [person], gone: [] });
  expect(JSON.stringify(["t", 1, [personParts(person)], []])).toBe(text);
});
