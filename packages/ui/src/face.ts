import { cut, type PersonState, shownName, type ShownUser } from "./person.ts";

/** A person, with all their tabs: a `Participant` of a room. */
export interface ShownPerson {
  /** `initials`, `picture` and `kind` are looked at where they are there. Nothing in it is trusted. */
  readonly user: ShownUser;
  /** @default "active" */
  readonly state?: PersonState;
  readonly self?: boolean;
}

/** What can be shown of somebody as it is. */
export interface Face {
  /** One line, cut after 64 letters. */
  readonly name: string;
  /** One line, cut after 200. */
  readonly fullName: string;
  readonly initials: string;
  /** The address of a picture. */
  readonly picture: string | undefined;
  /** A program, not a person. */
  readonly isAgent: boolean;
}

const SAID_LETTERS = 200;
const INITIALS = 3;
const LONGEST_ADDRESS = 2048;
/** Of a picture that is its own address. */
const LONGEST_DATA = 65_536;

/** Control characters, and those that turn the direction of what is around them. */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g;

/**
 * What of `user` can be shown. A name is cut and rid of control characters; initials are `user.initials`, or made from the name; a
 * picture is one of `http:`, `https:`, `blob:`, or a raster image in a `data:` address of at most 64 KB.
 */
export function faceOf(user: ShownUser): Face {
  const fullName = cut(clean(user.name), SAID_LETTERS, "…");
  return {
    name: fullName && shownName(fullName),
    fullName,
    initials: given(user["initials"]) ?? initialsOf(fullName),
    picture: pictureOf(user["picture"]),
    isAgent: user["kind"] === "agent",
  };
}

/** What stands before a letter and is none. */
const MARKS = /^[\p{P}\p{Sm}\p{Sk}]+/u;

/** "Quiet Otter" is QO, "Ada" is A, "(👩‍🚀) Sally" is 👩‍🚀S; "?" where there is nothing to take. */
export function initialsOf(name: string): string {
  const words = name
    .split(/\s+/)
    .map((word) => word.replace(MARKS, ""))
    .filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = "") => cut(word, 1).toUpperCase()).join("") || "?";
}

function given(value: unknown): string | undefined {
  return cut(clean(value), INITIALS) || undefined;
}

function clean(value: unknown): string {
  if (typeof value !== "string") return "";
  return value
    .slice(0, SAID_LETTERS * 16)
    .replace(UNSEEN, " ")
    .trim();
}

function pictureOf(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > LONGEST_DATA) return undefined;
  if (/^data:image\/(?:png|jpeg|gif|webp|avif)[;,]/i.test(value)) return value;
  if (value.length > LONGEST_ADDRESS || !URL.canParse(value, document.baseURI)) return undefined;
  const { protocol, href } = new URL(value, document.baseURI);
  return ["https:", "http:", "blob:"].includes(protocol) ? href : undefined;
}
