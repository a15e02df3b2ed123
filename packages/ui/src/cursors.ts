import type { Readable } from "@alongside/client";
import { createMotion, type MotionOptions } from "@alongside/client/motion";
import { type Area, pageArea, type Place } from "./area.ts";
import { edgeHints, type Hinted } from "./edge-hints.ts";
import { element } from "./element.ts";
import { type Layer, layerOver } from "./layer.ts";
import type { Other } from "./person.ts";
import type { Pinned, Pins } from "./pins.ts";
import type { PlaceWords } from "./place-words.ts";
import { pointerIn } from "./pointer.ts";
import {
  type PresenceCursor,
  presenceCursor,
  type PresenceCursorOptions,
} from "./presence-cursor.ts";

/** Options of {@link cursors}. `P` is the presence of the room. `durationMs` is how long a cursor glides to a new place, in ms. */
export interface CursorsOptions<P>
  extends
    Pick<PresenceCursorOptions, "face" | "avoid" | "clock">,
    Pick<MotionOptions, "easing" | "durationMs" | "jump"> {
  /** A room, or who else is in it. */
  readonly room: { readonly others: Readable<readonly Other<P>[]> };
  /** Where somebody points: `(presence) => presence.cursor`. Nobody, where they point at nothing here. */
  readonly place: (presence: P) => Place | null | undefined;
  /** What places mean. @default pageArea */
  readonly area?: Area | undefined;
  /** Tells others where this page's person points: `(cursor) => room.presence.set({ cursor })`. Null when they point elsewhere. */
  readonly share?: ((place: Place | null) => void) | undefined;
  /** Whether somebody types: the flag says so. */
  readonly isTyping?: ((presence: P) => boolean) | undefined;
  /** What is another value with each tap of somebody's finger, a count say: a circle spreads there. */
  readonly taps?: ((presence: P) => unknown) | undefined;
  /** Shows some cursors elsewhere for a while: `pinnedTo(tips)`. */
  readonly pinned?: Pinned | undefined;
  readonly words?: Partial<PlaceWords> | undefined;
  /** Whether the edges say who is out of sight; a click goes there. @default true */
  readonly hints?: boolean | undefined;
  /** Where those frames come from that move all of it. @default the page's */
  readonly motionClock?: MotionOptions["clock"];
}

/** What may change while cursors are shown. */
export type CursorsChange<P> = Partial<
  Pick<CursorsOptions<P>, "place" | "isTyping" | "taps" | "share">
>;

/** The others' cursors over an element. `destroy` takes them off it, with all listeners. */
export interface Cursors<P> {
  readonly element: HTMLElement;
  /** Takes other functions, and looks where everything is by now: call it without any when the page was laid out anew. */
  update(change?: CursorsChange<P>): void;
  destroy(): void;
}

interface Shown<P> extends Hinted {
  other: Other<P>;
  place: Place;
  readonly cursor: PresenceCursor;
  tap: unknown;
  /** Where it is on its way, in what the area counts in. */
  x: number;
  y: number;
  /** The last time it was there when everyone was looked at. */
  round: number;
  /** Whether it is to be put where it is by now, and whether its person has moved it. */
  isDirty: boolean;
  isMoved: boolean;
  /** Not on its way: on whole pixels its name is sharp. */
  isAtRest: boolean;
}

/**
 * Shows where the others point, over all that `parent` holds, and glides between what is told of them. Nothing is rendered for a move:
 * one transform is written for each cursor that is on its way. Throws what `place` throws, once the others are shown.
 */
export function cursors<P>(parent: HTMLElement, options: CursorsOptions<P>): Cursors<P> {
  return new CursorLayer(parent, options);
}

class CursorLayer<P> implements Cursors<P> {
  readonly element: HTMLElement;
  #options: CursorsOptions<P>;
  readonly #area: Area;
  readonly #layer: Layer;
  readonly #company = element("div", "company");
  readonly #motion: ReturnType<typeof createMotion>;
  readonly #hints: ReturnType<typeof edgeHints> | undefined;
  readonly #pins: Pins | undefined;
  readonly #shown = new Map<string, Shown<P>>();
  readonly #dirty: Shown<P>[] = [];
  readonly #stops: (() => void)[] = [];
  #round = 0;
  #request: number | undefined;

  constructor(parent: HTMLElement, options: CursorsOptions<P>) {
    this.#options = options;
    this.#area = options.area ?? pageArea;
    this.#layer = layerOver(parent, this.#later);
    this.element = this.#layer.element;
    // Where somebody points says nothing without seeing it: who is here is told by other parts.
    this.#company.setAttribute("aria-hidden", "true");
    this.element.append(this.#company);
    const { easing, durationMs, jump, motionClock: clock } = options;
    const how = { easing, durationMs, jump, clock };
    // What is undefined counts as not given.
    this.#motion = createMotion({ ...(how as object), write: this.#write, written: this.#flush });
    if (options.hints ?? true)
      this.#hints = edgeHints(this.#layer, this.#shown, { ...options, go: this.#go });
    this.#pins = options.pinned?.({
      shown: this.#shown,
      moved: this.#write,
      written: this.#flush,
      clock,
    });
    if (options.share)
      this.#stops.push(
        pointerIn(parent, this.#layer, this.#area, (place) => this.#options.share?.(place)),
      );
    this.#stops.push(options.room.others.subscribe(() => this.#follow()));
    if (this.#area.subscribe) this.#stops.push(this.#area.subscribe(this.#all));
    this.#follow();
  }

  update(change: CursorsChange<P> = {}): void {
    this.#options = { ...this.#options, ...change };
    for (const shown of this.#shown.values()) shown.round = -1;
    this.#follow();
    this.#later();
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#motion.stop();
    this.#pins?.destroy();
    for (const { cursor } of this.#shown.values()) cursor.destroy();
    this.#shown.clear();
    this.#hints?.destroy();
    this.#layer.destroy();
  }

  /** Looks at everyone. Who has not changed is the same object as before. */
  #follow(): void {
    this.#round += 1;
    let errors: unknown[] | undefined;
    for (const other of this.#options.room.others.get()) {
      const known = this.#shown.get(other.client);
      if (known?.other === other && known.round >= 0) known.round = this.#round;
      else {
        try {
          this.#meet(other, known);
        } catch (error) {
          (errors ??= []).push(error);
        }
      }
    }
    for (const [client, { round }] of this.#shown) if (round !== this.#round) this.#remove(client);
    this.#hints?.later();
    if (errors !== undefined) throw errors[0];
  }

  #meet(other: Other<P>, known: Shown<P> | undefined): void {
    const { client, user, state, presence } = other;
    const place = this.#options.place(presence);
    // Others say where they point, and may say anything.
    if (!place || !Number.isFinite(place.x) || !Number.isFinite(place.y)) return;
    const isTyping = this.#options.isTyping?.(presence) ?? false;
    const tap = this.#options.taps?.(presence);
    if (known === undefined) {
      const { face, avoid, clock } = this.#options;
      const looks = { user, state, isTyping, face, avoid, clock };
      const cursor = presenceCursor(this.#company, looks);
      const { x, y } = place;
      known = {
        other,
        place,
        cursor,
        tap,
        x,
        y,
        at: undefined,
        round: this.#round,
        isDirty: false,
        isMoved: false,
        isAtRest: true,
      };
      this.#shown.set(client, known);
      this.#motion.put(client, [x, y]);
      return;
    }
    known.round = this.#round;
    known.cursor.update({ user, state, isTyping });
    const before = known.place;
    known.other = other;
    known.place = place;
    if (place.in !== before.in) this.#cross(known, before);
    if (place.x !== before.x || place.y !== before.y || place.in !== before.in)
      this.#motion.to(client, [place.x, place.y]);
    if (tap !== known.tap && tap !== undefined && tap !== null) known.cursor.ripple();
    known.tap = tap;
  }

  /** It is over something else by now: glides there from where it is, counted as that counts. */
  #cross(shown: Shown<P>, before: Place): void {
    const { client } = shown.other;
    const { ground } = this.#layer;
    const from = this.#area.toLayer({ x: shown.x, y: shown.y, in: before.in }, ground);
    const zero = this.#area.toLayer({ x: 0, y: 0, in: shown.place.in }, ground);
    const one = this.#area.toLayer({ x: 1, y: 1, in: shown.place.in }, ground);
    if (!from || !zero || !one) return this.#motion.remove(client);
    const x = (from.x - zero.x) / (one.x - zero.x);
    const y = (from.y - zero.y) / (one.y - zero.y);
    if (Number.isFinite(x) && Number.isFinite(y)) this.#motion.put(client, [x, y]);
    else this.#motion.remove(client);
  }

  #remove(client: string): void {
    this.#motion.remove(client);
    this.#pins?.forget(client);
    this.#shown.get(client)?.cursor.destroy();
    this.#shown.delete(client);
  }

  readonly #write = (client: string, values?: Float64Array, isAtRest = false): void => {
    const shown = this.#shown.get(client);
    if (shown === undefined) return;
    if (values) {
      shown.x = values[0] as number;
      shown.y = values[1] as number;
      shown.isAtRest = isAtRest;
    }
    shown.isMoved = true;
    this.#soil(shown);
  };

  #soil(shown: Shown<P>): void {
    if (!shown.isDirty) this.#dirty.push(shown);
    shown.isDirty = true;
  }

  /** Asks the page where everything is, then writes: the other way round it would be laid out for each cursor. */
  readonly #flush = (): void => {
    const { ground } = this.#layer;
    const area = this.#area;
    this.#layer.forget(true);
    for (const shown of this.#dirty) {
      const pin = this.#pins?.of(shown.other.client, shown);
      const { x, y } = pin ?? shown;
      const at = area.toLayer({ x, y, in: shown.place.in }, ground);
      shown.at = at && shown.isAtRest && !pin ? { x: Math.round(at.x), y: Math.round(at.y) } : at;
    }
    const { width, height } = ground;
    for (const shown of this.#dirty) {
      const { at, cursor } = shown;
      if (cursor.element.hidden === (at !== undefined)) cursor.element.hidden = at === undefined;
      if (at && shown.isMoved) cursor.move(at.x, at.y, { width, height });
      else if (at) cursor.put(at.x, at.y, { width, height });
      shown.isDirty = false;
      shown.isMoved = false;
    }
    this.#dirty.length = 0;
    this.#hints?.later();
  };

  /** Puts all cursors where they are by now, in the next frame. */
  readonly #later = (): void => {
    this.#request ??= requestAnimationFrame(() => {
      this.#request = undefined;
      this.#layer.forget();
      this.#all();
    });
  };

  /** Puts all where they are at once, in the frame in which the view was moved. */
  readonly #all = (): void => {
    for (const shown of this.#shown.values()) this.#soil(shown);
    this.#flush();
  };

  readonly #go = (client: string): void => {
    const shown = this.#shown.get(client);
    if (shown === undefined) return;
    if (this.#area.reveal) return this.#area.reveal(shown.place);
    const isReduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    shown.cursor.element.scrollIntoView({
      block: "center",
      inline: "center",
      behavior: isReduced ? "auto" : "smooth",
    });
  };
}
