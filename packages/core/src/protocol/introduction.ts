import { asTuple, BadMessage, describe } from "./shape.ts";

/** How a page asks to be shown: a wish. Who somebody is, `authenticate` says, and what of a wish counts. */
export interface Introduction {
  readonly name?: string;
  /** A CSS colour. */
  readonly color?: string;
}

/** So much of each is kept, in UTF-16 code units: more than may be shown of it. */
const MAX_WISH = 1024;

/** On the wire `[name, color]`, null for what is not asked for. */
export function parseIntroduction(value: unknown, what: string): Introduction {
  const [name, color] = asTuple(value, what, 2).map((wish) => {
    if (wish === null) return undefined;
    if (typeof wish !== "string")
      throw new BadMessage(`${what} should hold texts, got ${describe(wish)}`);
    return wish.slice(0, MAX_WISH).toWellFormed();
  });
  return { ...(name !== undefined && { name }), ...(color !== undefined && { color }) };
}

/** Undefined for one that asks for nothing. */
export function introductionParts(introduction: Introduction = {}): unknown {
  const { name, color } = introduction;
  if (name === undefined && color === undefined) return undefined;
  return [name?.slice(0, MAX_WISH) ?? null, color?.slice(0, MAX_WISH) ?? null];
}
