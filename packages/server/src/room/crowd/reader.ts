import type { Viewport } from "@alongside/core";
import type { Member } from "../member.ts";
import type { Sight } from "./sight.ts";

/**
 * What somebody is told of the people in their room. `all`: everything; `counts`: how many they are; a view: where those are who are
 * in it, and of everybody what else they show.
 */
export type Mode = "all" | "counts" | Sight;

/** Somebody who is told of the people in a room. */
export class Reader {
  readonly member: Member;
  /** What its page looks at; undefined where it has not said so. */
  viewport: Viewport | undefined;
  mode: Mode = "all";
  /** The number of the last tick of bytes that it was sent. */
  last: number;
  /** What its page has said last, where the server has not taken that up: pages may say so a few times a second. */
  wanted: { readonly viewport: Viewport | undefined } | undefined;
  /** When it may look elsewhere again, in ms of the clock. */
  looksAgainAt = Number.NEGATIVE_INFINITY;

  constructor(member: Member, last: number) {
    this.member = member;
    this.last = last;
  }
}
