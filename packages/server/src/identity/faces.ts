import type { UserInfo } from "@alongside/core/engine";
import { graphemesOf } from "./clean-name.ts";
import { cleanColor } from "./css-color.ts";
import { initialsOf } from "./initials.ts";
import { distanceOf, type Lab, labOfHex } from "./oklab.ts";
import { anyColor, colorAt, FIRST_COLORS, placeOf } from "./palette.ts";

/** Colours nearer to each other than this are taken for one. */
const NEAR = 0.045;

/** Among so many people colours are told apart by how near they are; among more only equal ones are. */
const FEW = 40;

/** Initials that an app gives have at most so many graphemes, and UTF-16 code units. */
const MAX_INITIALS = 3;
const MAX_INITIALS_UNITS = 48;

/** A person in a room. */
interface Face {
  /** As `authenticate` said. */
  given: UserInfo;
  /** As the room shows them. */
  shown: UserInfo;
  /** How many seats they have. */
  seats: number;
}

/** How a room shows its people: each has a colour and initials that nobody else there has, and keeps them while they are here. */
export class Faces {
  readonly #faces = new Map<string, Face>();
  readonly #colors = new Map<string, Lab>();
  readonly #initials = new Set<string>();
  /** Which of all colours is looked at next, where the others are taken. */
  #spare = 0;
  /** The number that is tried next behind a letter: of many who share a name each takes another one. */
  readonly #numbers = new Map<string, number>();

  /** The user with this id as they are shown; undefined for who is not here. */
  of(id: string): UserInfo | undefined {
    return this.#faces.get(id)?.shown;
  }

  /** One more seat of `user`. Returns them as they are shown. */
  enter(user: UserInfo): UserInfo {
    const face = this.#faces.get(user.id);
    if (face === undefined) {
      const shown = this.#shown(user);
      this.#faces.set(user.id, { given: user, shown, seats: 1 });
      return shown;
    }
    face.seats += 1;
    return this.change(user);
  }

  /** `user` is here, and maybe has another name or another wish by now. Returns them as they are shown: what is not another stays. */
  change(user: UserInfo): UserInfo {
    const face = this.#faces.get(user.id);
    if (face === undefined) return user;
    if (face.given === user || isSame(face.given, user)) return face.shown;
    const { given, shown } = face;
    this.#free(shown);
    face.given = user;
    // Whoever asks for no other colour keeps theirs, which may not be the one they asked for.
    const color = user.color === given.color ? shown.color : user.color;
    const initials = user.name === given.name ? shown["initials"] : undefined;
    const now = this.#shown(user, color, initials);
    if (!isSame(now, shown)) face.shown = now;
    return face.shown;
  }

  /** A seat of the user with this id is gone. */
  leave(id: string): void {
    const face = this.#faces.get(id);
    if (face === undefined) return;
    face.seats -= 1;
    if (face.seats > 0) return;
    this.#faces.delete(id);
    this.#free(face.shown);
    if (this.#faces.size === 0) this.clear();
  }

  clear(): void {
    this.#faces.clear();
    this.#colors.clear();
    this.#initials.clear();
    this.#numbers.clear();
    this.#spare = 0;
  }

  #free({ color, initials }: UserInfo): void {
    this.#colors.delete(color);
    this.#initials.delete(keyOf(String(initials)));
  }

  /** `user` with a colour and initials of their own: the `color` and `initials` that they had or ask for, where these are free. */
  #shown(user: UserInfo, color = user.color, initials?: unknown): UserInfo {
    const own = this.#colorFor(user.id, color);
    this.#colors.set(own, labOfHex(own));
    const letters = this.#initialsFor(user, initials);
    this.#initials.add(keyOf(letters));
    return { ...user, color: own, initials: letters };
  }

  #colorFor(id: string, asked: string): string {
    const wanted = cleanColor(asked);
    if (wanted !== undefined && this.#isFree(wanted, true)) return wanted;
    const start = placeOf(id);
    for (const isChoosy of this.#colors.size < FEW ? [true, false] : [false]) {
      for (let i = 0; i < FIRST_COLORS; i++) {
        const color = colorAt((start + i) % FIRST_COLORS) as string;
        if (this.#isFree(color, isChoosy)) return color;
      }
      for (let i = FIRST_COLORS; ; i++) {
        const color = colorAt(i);
        if (color === undefined) break;
        if (this.#isFree(color, isChoosy)) return color;
      }
    }
    for (;;) {
      const color = anyColor(this.#spare++ % 2 ** 24);
      if (color !== undefined && !this.#colors.has(color)) return color;
    }
  }

  /** Whether nobody has it; where `isChoosy` and the room is small, nor one like it. */
  #isFree(color: string, isChoosy: boolean): boolean {
    if (this.#colors.has(color)) return false;
    if (!isChoosy || this.#colors.size >= FEW) return true;
    const lab = labOfHex(color);
    for (const taken of this.#colors.values()) if (distanceOf(lab, taken) < NEAR) return false;
    return true;
  }

  #initialsFor({ name, ...user }: UserInfo, had: unknown): string {
    for (const asked of [had, user["initials"]]) {
      const letters = typeof asked === "string" ? asked.trim() : "";
      if (letters === "" || letters.length > MAX_INITIALS_UNITS) continue;
      if (graphemesOf(letters).length > MAX_INITIALS && asked !== had) continue;
      if (!this.#initials.has(keyOf(letters))) return letters;
    }
    const { letters, first } = initialsOf(name);
    const free = letters.find((some) => !this.#initials.has(keyOf(some)));
    if (free !== undefined) return free;
    for (let n = this.#numbers.get(first) ?? 10; ; n++) {
      const numbered = `${first}${n}`;
      this.#numbers.set(first, n + 1);
      if (!this.#initials.has(keyOf(numbered))) return numbered;
    }
  }
}

/** Initials that differ by the size of their letters alone are not told apart. */
function keyOf(initials: string): string {
  return initials.toLowerCase();
}

function isSame(x: UserInfo, y: UserInfo): boolean {
  return JSON.stringify(x) === JSON.stringify(y);
}
