// The obvious version of a text and of what changes it, to be checked by eye: an array of units, one at a time.
import { equalJson } from "@alongside/core/engine";
import type { Attributes, Delta, Embed, Insert, Part, Side, TextJson } from "@alongside/core/text";

/** One UTF-16 code unit or one embed. */
export interface Unit {
  readonly what: string | Embed;
  readonly attributes: Attributes;
}

export type Units = readonly Unit[];

/** One step over one unit. */
type Step =
  | { readonly do: "keep"; readonly attributes: Attributes }
  | { readonly do: "delete" }
  | { readonly do: "insert"; readonly unit: Unit };

function insertsOf(part: string | Insert): Unit[] {
  const { insert, attributes = {} }: Insert = typeof part === "string" ? { insert: part } : part;
  if (typeof insert !== "string") return [{ what: insert, attributes }];
  return insert.split("").map((what) => ({ what, attributes }));
}

function stepsOf(delta: Delta): Step[] {
  return delta.flatMap((part: Part): Step[] => {
    if (typeof part === "number") {
      const step: Step = part > 0 ? { do: "keep", attributes: {} } : { do: "delete" };
      return Array.from({ length: Math.abs(part) }, () => step);
    }
    if (typeof part === "object" && "retain" in part)
      return Array.from({ length: part.retain }, () => ({
        do: "keep",
        attributes: part.attributes,
      }));
    return insertsOf(part).map((unit) => ({ do: "insert", unit }));
  });
}

/** The units of a text. */
export function unitsOf(json: TextJson): Units {
  return (typeof json === "string" ? [json] : json).flatMap(insertsOf);
}

/** The JSON of a text: alike neighbours as one, a string when there is nothing but text. */
export function jsonOf(units: Units): TextJson {
  const parts: Insert[] = [];
  for (const { what, attributes } of units) {
    const last = parts.at(-1);
    const isOne = typeof what === "string" && typeof last?.insert === "string";
    if (isOne && equalJson(last.attributes, attributes))
      parts[parts.length - 1] = { insert: `${last.insert}${what}`, attributes };
    else parts.push({ insert: what, attributes });
  }
  const short = parts.map(({ insert, attributes = {} }) => {
    if (Object.keys(attributes).length > 0) return { insert, attributes };
    return typeof insert === "string" ? insert : { insert };
  });
  return short.every((part) => typeof part === "string") ? short.join("") : short;
}

/** The text after `delta`. */
export function applySlowly(text: Units, delta: Delta): Units {
  const out: Unit[] = [];
  let at = 0;
  for (const step of stepsOf(delta)) {
    if (step.do === "insert") {
      out.push(step.unit);
      continue;
    }
    const unit = text[at++];
    if (unit === undefined) throw new RangeError("past the end");
    if (step.do === "keep") out.push({ ...unit, attributes: format(unit, step.attributes) });
  }
  return [...out, ...text.slice(at)];
}

function format(unit: Unit, change: Attributes): Attributes {
  const entries = Object.entries({ ...unit.attributes, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/**
 * `op` so that it follows `other`. For each unit of the text before there is what is inserted before it and what becomes of it;
 * `first` says whose insert comes first, `wins` whose attributes count.
 */
export function transformSlowly(op: Delta, other: Delta, first: boolean, wins: boolean): Delta {
  const mine = stepsOf(op);
  const theirs = stepsOf(other);
  const out: Part[] = [];
  const takeInserts = (): void => {
    while (mine[0]?.do === "insert") {
      const { what, attributes } = mine[0].unit;
      out.push({ insert: what, attributes });
      mine.shift();
    }
  };
  const passInserts = (): void => {
    while (theirs[0]?.do === "insert") {
      out.push(1);
      theirs.shift();
    }
  };
  while (mine.length > 0) {
    if (first) takeInserts();
    passInserts();
    takeInserts();
    const step = mine.shift();
    const over = theirs.shift();
    if (step === undefined || over?.do === "delete" || step.do === "insert") continue;
    if (step.do === "delete") out.push(-1);
    else {
      const taken = wins || over?.do !== "keep" ? [] : Object.keys(over.attributes);
      const kept = Object.entries(step.attributes).filter(([name]) => !taken.includes(name));
      out.push({ retain: 1, attributes: Object.fromEntries(kept) });
    }
  }
  return out;
}

/** Where a caret is after `delta`, one unit at a time. */
export function mapSlowly(position: number, delta: Delta, stick: Side, length: number): number {
  let at = 0;
  let left = position;
  for (const step of [
    ...stepsOf(delta),
    ...Array.from({ length }, (): Step => ({ do: "keep", attributes: {} })),
  ]) {
    if (step.do === "insert") {
      if (left === 0 && stick === "left") return at;
      at++;
      continue;
    }
    if (left === 0) return at;
    left--;
    if (step.do === "keep") at++;
  }
  return at;
}
