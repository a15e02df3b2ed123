import type { Other as Client } from "@alongside/client";

/** Who is shown: the `user` of anybody in a room, or anything like it. */
export interface ShownUser {
  readonly id: string;
  readonly name: string;
  /** A CSS colour. What is no colour is shown as a grey. */
  readonly color: string;
  readonly [detail: string]: unknown;
}

/** As `room.others` tells it. `quiet`: not heard of for a while, as their link is down. */
export type PersonState = Client["state"];

/** Somebody else in a room: one of `room.others`, or anything like it. The object is another one when something about it changed. */
export interface Other<P> {
  readonly client: string;
  readonly user: ShownUser;
  readonly state: PersonState;
  readonly presence: P;
}

/** How a cursor looks, wherever it is. */
export interface CursorLook {
  readonly user: ShownUser;
  /** @default "active" */
  readonly state?: PersonState | undefined;
  /** @default false */
  readonly isTyping?: boolean | undefined;
}

/** Letters of a name that are laid out. Nobody reads more on a flag, and a thousand emoji take a browser long. */
const MAX_LETTERS = 64;

/** A name as it is shown: one line, of at most 64 letters as people count them. */
export function shownName(name: string): string {
  const line = name
    .slice(0, MAX_LETTERS * 16)
    .replaceAll(/\s+/g, " ")
    .trim();
  return cut(line, MAX_LETTERS, "…") || "?";
}

/** At most so many letters as people count them, and no letter of hundreds of marks; `more` stands for what was cut off. */
export function cut(text: string, most: number, more = ""): string {
  if (text.length <= most) return text;
  const units = Math.max(16, most * 8);
  let shown = "";
  let letters = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (letters === most || shown.length + segment.length > units) return shown + more;
    shown += segment;
    letters += 1;
  }
  return shown;
}
