import { expect, test } from "vitest";
import { codemirrorText } from "../src/codemirror.ts";
import { bindQuill } from "../src/quill.ts";
import { bindTextarea } from "../src/textarea.ts";
import { bindValue } from "../src/value.ts";
import { TextServer } from "./support/text-server.ts";

/** A call as JavaScript lets it be. */
type Loose = (...args: readonly unknown[]) => unknown;
const loose = (fn: unknown): Loose => fn as Loose;

const shared = new TextServer("").join("ann").open();
const room = { get: () => undefined, subscribe: () => undefined };
const set = (): void => undefined;

test.each<readonly [call: string, run: () => unknown, says: string]>([
  ["bindValue()", () => loose(bindValue)(), "the shared text should be what openText returned"],
  ["a room", () => loose(bindValue)(room, { set }), "openText returned, got an object with get"],
  ["no options", () => loose(bindValue)(shared), "the options should be an object, got undefined"],
  ["no set", () => loose(bindValue)(shared, {}), "set should be a function, got undefined"],
  [
    "an onRefused that is none",
    () => loose(bindValue)(shared, { set, onRefused: true }),
    "onRefused should be a function, got true",
  ],
  ["codemirrorText()", () => loose(codemirrorText)(), "the shared text should be what openText"],
  ["CodeMirror of a room", () => loose(codemirrorText)(room), "what openText returned"],
  ["no element", () => loose(bindTextarea)(null, shared), "a textarea or a text input, got null"],
  ["a selector", () => loose(bindTextarea)("textarea", shared), 'a text input, got "textarea"'],
  [
    "a checkbox",
    () => loose(bindTextarea)({ localName: "input", type: "checkbox" }, shared),
    'a text input, got "input of type checkbox"',
  ],
  [
    "an element that is none",
    () => loose(bindTextarea)({ localName: "div" }, shared),
    'the element should be a textarea or a text input, got "div"',
  ],
  ["a text area alone", () => loose(bindTextarea)({ localName: "textarea" }), "the shared text"],
  ["a selector for Quill", () => loose(bindQuill)("#editor", shared), 'a Quill, as new Quill("#'],
  ["Quill of nothing", () => loose(bindQuill)({}, undefined), "the shared text should be"],
])("[R405] %s: what was given, what is needed and where that is described", (_, run, says) => {
  expect(run).toThrow(TypeError);
  expect(run).toThrow(says);
  expect(run).toThrow(/\(docs\/errors\.md#bind\)$/);
});
