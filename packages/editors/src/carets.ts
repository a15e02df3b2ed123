import { mapPosition } from "@alongside/core";
import type { Delta } from "@alongside/core";
import type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

/** The same caret after a change of the text it is in: on its letter. */
export function mapCaret<C extends Caret>(caret: C, delta: Delta): C {
  return {
    ...caret,
    anchor: mapPosition(caret.anchor, delta, "left"),
    head: mapPosition(caret.head, delta, "left"),
  };
}

function isSame(a: Caret | null | undefined, b: Caret | null | undefined): boolean {
  return a === b || (!!a && !!b && a.anchor === b.anchor && a.head === b.head);
}

/** The own caret as the others see it: told when the person moves it, not when others' writing does. */
export class OwnCaret {
  /** Undefined when nobody knows where the others see it. */
  #told: Caret | null | undefined = null;
  readonly #shared: SharedText;

  constructor(shared: SharedText) {
    this.#shared = shared;
  }

  /** The text changed by `delta`, and everybody moves the caret along; without one it is another text, in which they see none. */
  map(delta: Delta | undefined): void {
    this.#told &&= delta && mapCaret(this.#told, delta);
  }

  /** Shows it there, in the shared text; null hides it. */
  tell(caret: Caret | null): void {
    if (isSame(caret, this.#told)) return;
    this.#told = caret;
    this.#shared.setCaret(caret);
  }
}

/** Somebody else's caret as it is drawn, in what the editor shows. */
export interface DrawnCaret extends RemoteCaret {
  /** When its person moved it last, as `performance.now()` counts. */
  readonly movedAt: number;
}

/**
 * The others' carets in what an editor shows. They stay on their letters while the text changes; what others write before a
 * caret is no move of its person.
 */
export class RemoteCarets {
  #drawn: readonly DrawnCaret[] = [];
  readonly #source: SharedText["carets"];
  readonly #isInStep: () => boolean;
  readonly #draw: (carets: readonly DrawnCaret[]) => void;
  readonly #stop: () => void;

  /** `isInStep` tells whether the editor shows the text that the source's carets are in. */
  constructor(
    source: SharedText["carets"],
    isInStep: () => boolean,
    draw: (carets: readonly DrawnCaret[]) => void,
  ) {
    this.#source = source;
    this.#isInStep = isInStep;
    this.#draw = draw;
    this.#stop = source.subscribe(() => this.read());
  }

  /** Moves them along with a change of what the editor shows. */
  map(delta: Delta): void {
    if (this.#drawn.length > 0) this.#set(this.#drawn.map((caret) => mapCaret(caret, delta)));
  }

  /** Takes over where the carets are now, when they are in the text that the editor shows. */
  read(): void {
    if (!this.#isInStep()) return;
    const before = this.#drawn;
    const now = this.#source.get().map((caret): DrawnCaret => {
      const old = before.find(({ client }) => client === caret.client);
      if (old && isSame(old, caret))
        return old.user === caret.user ? old : { ...caret, movedAt: old.movedAt };
      return { ...caret, movedAt: performance.now() };
    });
    if (now.length !== before.length || now.some((caret, i) => caret !== before[i])) this.#set(now);
  }

  /** Takes them off the screen, for good. */
  stop(): void {
    this.#stop();
    this.#set([]);
  }

  #set(carets: readonly DrawnCaret[]): void {
    this.#drawn = carets;
    this.#draw(carets);
  }
}
