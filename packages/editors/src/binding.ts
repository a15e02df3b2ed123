import { compose, cross, diff, invert, mapPosition, TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core";
import { OwnCaret, RemoteCarets } from "./carets.ts";
import type { DrawnCaret } from "./carets.ts";
import { pieces } from "./pieces.ts";
import type { Caret, SharedText } from "./shared-text.ts";

/** What every binding can be told. */
export interface BindingOptions {
  /** Hears once of each edit that cannot be made or that the server refuses, with the reason. The editor has taken it back then, or does at once. */
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

/** The bindings of one handle. What one of them edits, the handle does not tell the others. */
const bindings = new WeakMap<SharedText, Set<Binding>>();

/**
 * Keeps an editor and a shared text the same. What the person does is written at once; what others did waits while the editor is
 * busy, and what is written meanwhile passes it.
 *
 * Law: what the editor shows, after what it has still to show, is the shared text.
 */
export class Binding {
  readonly #shared: SharedText;
  readonly #surface: Surface;
  readonly #options: BindingOptions;
  readonly #caret: OwnCaret;
  readonly #carets: RemoteCarets | undefined;
  readonly #stops: readonly (() => void)[];
  #shown: TextValue;
  #unshown: Delta = [];
  #isWritable: boolean | undefined;
  #isDetached = false;

  /** Binds a surface that shows `shown`; `start` shows it the shared text, as soon as it can. */
  constructor(shared: SharedText, surface: Surface, shown: TextValue, options: BindingOptions) {
    this.#shared = shared;
    this.#surface = surface;
    this.#options = options;
    this.#shown = shown;
    this.#unshown = this.#untold();
    this.#caret = new OwnCaret(shared);
    const { draw } = surface;
    this.#carets = draw && new RemoteCarets(shared.carets, () => this.isInStep, draw);
    this.#stops = [
      shared.observe((delta) => this.#observed(delta)),
      shared.canWrite.subscribe(() => this.#updateWritable()),
    ];
    bindings.set(shared, (bindings.get(shared) ?? new Set()).add(this));
  }

  /** What the editor shows. */
  get shown(): TextValue {
    return this.#shown;
  }

  /** Whether the editor shows all there is. */
  get isInStep(): boolean {
    return this.#unshown.length === 0;
  }

  /** Shows the editor what is there, and whether it may be written in. */
  start(): void {
    this.#updateWritable();
    this.settle();
    this.#carets?.read();
  }

  /**
   * The editor has changed by `made`, in what it showed before. `wanted` is what is written of it; where that is something else,
   * the editor is changed again.
   */
  typed(made: Delta, wanted: Delta = made): void {
    if (made.length === 0 || this.#isDetached) return;
    const before = this.#shown;
    const unshown = this.#unshown;
    const [mine, rest] = cross(wanted, unshown, "left");
    this.#shown = before.apply(made);
    this.#unshown = wanted === made ? rest : compose(compose(invert(made, before), wanted), rest);
    this.#carets?.map(made);
    try {
      this.#write(mine, () => before.apply(unshown));
    } catch (error) {
      this.#unshown = compose(invert(made, before), unshown);
      this.#options.onRefused?.(error);
    }
    this.#carets?.read();
    this.settle();
  }

  /** Shows what is still to be shown, unless the editor is busy. */
  settle(): void {
    if (this.isInStep || this.#isDetached || this.#surface.isBusy()) return;
    const delta = this.#unshown;
    const before = this.#shown;
    this.#unshown = [];
    this.#shown = before.apply(delta);
    this.#carets?.map(delta);
    this.#surface.show(delta, before);
    this.#carets?.read();
  }

  /** Shows the others where the person's caret is in what the editor shows; null when it is elsewhere. */
  setCaret(caret: Caret | null): void {
    if (this.#isDetached) return;
    const inText = (position: number): number => mapPosition(position, this.#unshown, "left");
    this.#caret.tell(caret && { anchor: inText(caret.anchor), head: inText(caret.head) });
  }

  /** Lets go of both: nothing more is written or shown. */
  detach(): void {
    this.setCaret(null);
    this.#isDetached = true;
    this.#carets?.stop();
    for (const stop of this.#stops) stop();
    bindings.get(this.#shared)?.delete(this);
  }

  /** Writes all of `mine` or nothing; throws what the handle throws. `before` gives the shared text as it was. */
  #write(mine: Delta, before: () => TextValue): void {
    let written: Delta = [];
    const committed: Promise<unknown>[] = [];
    try {
      for (const piece of pieces(mine)) {
        committed.push(this.#edit(piece));
        written = compose(written, piece);
      }
    } catch (error) {
      // The last piece of a large paste did not fit: none of it stays.
      if (written.length > 0) committed.push(this.#edit(invert(written, before())));
      void Promise.allSettled(committed);
      throw error;
    }
    Promise.all(committed).catch((error: unknown) => this.#options.onRefused?.(error));
  }

  #edit(delta: Delta): Promise<unknown> {
    if (delta.length === 0) return Promise.resolve();
    const { committed } = this.#shared.edit(delta);
    this.#caret.map(delta);
    for (const other of bindings.get(this.#shared) ?? [])
      if (other !== this) other.#observed(delta);
    return committed;
  }

  #observed(delta: Delta | undefined): void {
    this.#caret.map(delta);
    this.#unshown = delta ? compose(this.#unshown, delta) : this.#untold();
    if (!delta) this.#updateWritable();
    this.settle();
  }

  /** What leads from what the editor shows to what is there. */
  #untold(): Delta {
    const text = this.#shared.get() ?? TextValue.empty;
    return this.#shown.equals(text) ? [] : diff(this.#shown, text);
  }

  #updateWritable(): void {
    const isWritable = this.#shared.get() !== undefined && this.#shared.canWrite.get();
    if (isWritable === this.#isWritable) return;
    this.#isWritable = isWritable;
    this.#surface.setWritable(isWritable);
  }
}

/** What an editor without attributes shows, as a text: the shared one, where that reads the same. */
export function plainlyShown(shared: SharedText, shown: string): TextValue {
  const text = shared.get();
  return text?.toString() === shown ? text : TextValue.from(shown);
}
