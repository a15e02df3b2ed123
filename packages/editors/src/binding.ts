import { TextValue } from "@alongside/core";
import { isFields, mistake } from "@alongside/core/engine";
import { compose, cross, diff, invert } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import { isSame, mapCaret, remoteCarets } from "./carets.ts";
import type { DrawnCaret } from "./carets.ts";
import { pieces } from "./pieces.ts";
import type { Caret, SharedText } from "./shared-text.ts";

/** What every binding can be told. */
/** Options of every binding. */
export interface BindingOptions {
  /**
   * Hears once of each edit that cannot be made or that the server refuses: `error` is a `Refused` with its code, or an `Invalid`. The
   * editor has taken the edit back then, or does at once.
   * @default The edit is listed in `room.rejected`, from where it can be made again.
   */
  readonly onRefused?: ((error: unknown) => void) | undefined;
}

/** What undoes a binding: the editor keeps what it shows and is on its own again. */
export interface Detachable {
  readonly detach: () => void;
}

/** What a binding needs of the editor it is bound to. */
export interface Surface {
  /** Whether it cannot be changed now, since somebody composes in it say. Once it can, it calls `settle`. */
  readonly isBusy: () => boolean;
  /** Shows a change of what it shows, which is `before`. */
  readonly show: (delta: Delta, before: TextValue) => void;
  /** Lets the person write in it, or only read. */
  readonly setWritable: (isWritable: boolean) => void;
  /** Draws the others' carets. */
  readonly draw?: (carets: readonly DrawnCaret[]) => void;
}

/** What keeps an editor and a shared text the same. */
export interface Binding extends Detachable {
  /** What the editor shows. */
  readonly shown: () => TextValue;
  /** Shows the editor what is there, and whether it may be written in. */
  readonly start: () => void;
  /**
   * The editor has changed by `made`, in what it showed before. `wanted` is what is written of it; where that is something else,
   * the editor is changed again.
   */
  readonly typed: (made: Delta, wanted?: Delta) => void;
  /** Shows what is still to be shown, unless the editor is busy or was changed just now: then a little later. */
  readonly settle: () => void;
  /** Shows the others where the person's caret is in what the editor shows; null when it is elsewhere. */
  readonly setCaret: (caret: Caret | null) => void;
}

/** Others' edits that come within this time are shown together: else, where many write, an editor is changed more often than it is seen. */
const REST_MS = 33;

/** Those who hear of what is edited by one handle: its bindings, to which the handle itself does not tell it. */
const listeners = new WeakMap<SharedText, Set<(delta: Delta) => void>>();

/**
 * Binds an editor that shows `shown`, or what there is. What the person does is written at once; what others did waits while the
 * editor is busy or was changed just now, and what is written meanwhile passes it. Invariant, once
 * `start` was called: apply(shown, unshown) === the shared text.
 */
export function bind(
  shared: SharedText,
  surface: Surface,
  { onRefused }: BindingOptions,
  shown: TextValue = shared.get() ?? TextValue.empty,
): Binding {
  const together = listeners.get(shared) ?? new Set();
  listeners.set(shared, together.add(observed));
  let unshown = untold();
  let isDetached = false;
  let isResting = false;
  /** Where the others see the own caret; undefined when nobody knows. */
  let told: Caret | null | undefined = null;
  const carets =
    surface.draw && remoteCarets(shared.carets, () => unshown.length === 0, surface.draw);
  const stops = [shared.observe(observed), shared.canWrite.subscribe(updateWritable)];

  /** What leads from what the editor shows to what is there. */
  function untold(): Delta {
    const text = shared.get() ?? TextValue.empty;
    return shown.equals(text) ? [] : diff(shown, text);
  }

  function updateWritable(): void {
    surface.setWritable(shared.canWrite.get());
  }

  function observed(delta: Delta | undefined): void {
    told &&= delta && mapCaret(told, delta);
    unshown = delta ? compose(unshown, delta) : untold();
    show();
  }

  /** Shows at once what is still to be shown. */
  function showNow(): void {
    isResting = false;
    show();
    carets?.read();
  }

  function show(): void {
    if (unshown.length === 0 || isDetached || isResting || surface.isBusy()) return;
    isResting = true;
    setTimeout(showNow, REST_MS);
    const delta = unshown;
    const before = shown;
    unshown = [];
    shown = before.apply(delta);
    carets?.map(delta);
    surface.show(delta, before);
    carets?.read();
  }

  function typed(made: Delta, wanted = made): void {
    if (made.length === 0 || isDetached) return;
    const before = shown;
    const waiting = unshown;
    const [mine, rest] = cross(wanted, waiting, "left");
    shown = before.apply(made);
    unshown = wanted === made ? rest : compose(compose(invert(made, before), wanted), rest);
    carets?.map(made);
    try {
      write(mine, () => before.apply(waiting));
    } catch (error) {
      unshown = compose(invert(made, before), waiting);
      if (onRefused) onRefused(error);
      else shared.refused?.(error, mine);
    }
    showNow();
  }

  /** Writes all of `mine` or nothing; throws what the handle throws. `before` gives the shared text as it was. */
  function write(mine: Delta, before: () => TextValue): void {
    let written: Delta = [];
    let tell = onRefused;
    const refused = (error: unknown): void => {
      tell?.(error);
      tell = undefined;
    };
    try {
      for (const piece of mine.length > 0 ? pieces(mine) : []) {
        edit(piece, refused);
        written = compose(written, piece);
      }
    } catch (error) {
      tell = undefined;
      // The last piece of a large paste did not fit: none of it stays.
      if (written.length > 0) edit(invert(written, before()), refused);
      throw error;
    }
  }

  function edit(delta: Delta, refused: (error: unknown) => void): void {
    shared.edit(delta, !onRefused).committed.catch(refused);
    told &&= mapCaret(told, delta);
    for (const other of together) if (other !== observed) other(delta);
  }

  function setCaret(caret: Caret | null): void {
    const now = caret && mapCaret(caret, unshown);
    if (isDetached || isSame(now, told)) return;
    told = now;
    shared.setCaret(now);
  }

  return {
    shown: () => shown,
    start() {
      updateWritable();
      showNow();
    },
    typed,
    settle: show,
    setCaret,
    detach() {
      setCaret(null);
      isDetached = true;
      carets?.stop();
      for (const stop of stops) stop();
      together.delete(observed);
    },
  };
}

/** What an editor without attributes shows, as a text: the shared one, where that reads the same. */
export function plainlyShown(shared: SharedText, shown: string): TextValue {
  const text = shared.get();
  return text?.toString() === shown ? text : TextValue.from(shown);
}

/** Throws `TypeError` for what no editor can be bound to, before anything of the editor is touched. */
export function checkShared(shared: unknown, options: unknown): void {
  if (!isFields(shared) || typeof shared["observe"] !== "function")
    throw mistake("bind", "the shared text", "what openText returned", shared);
  if (!isFields(options)) throw mistake("bind", "the options", "an object", options);
  const { onRefused } = options;
  if (onRefused !== undefined && typeof onRefused !== "function")
    throw mistake("bind", "onRefused", "a function", onRefused);
}
