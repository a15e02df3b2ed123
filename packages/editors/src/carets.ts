import { mapPosition } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

/** The same caret after a change of the text it is in: on its letter. */
export function mapCaret<C extends Caret>(caret: C, delta: Delta): C {
  const map = (position: number): number => mapPosition(position, delta, "left");
  return { ...caret, anchor: map(caret.anchor), head: map(caret.head) };
}

/** Whether both are at the same place, or the same kind of nowhere. */
export function isSame(a: Caret | null | undefined, b: Caret | null | undefined): boolean {
  return a && b ? a.anchor === b.anchor && a.head === b.head : a === b;
}

/** Somebody else's caret as it is drawn, in what the editor shows. */
export interface DrawnCaret extends RemoteCaret {
  /** When its person moved it last, as `performance.now()` counts. */
  readonly movedAt: number;
}

/** The others' carets in what an editor shows. */
interface RemoteCarets {
  /** Moves them along with a change of what the editor shows. */
  readonly map: (delta: Delta) => void;
  /**
   * Takes over where the carets are now, when they are in the text that the editor shows: at the end of this turn, as a source may
   * tell of a change of the text before or after its carets.
   */
  readonly read: () => void;
  /** Takes them off the screen, for good. */
  readonly stop: () => void;
}

/**
 * Keeps the others' carets on their letters while the text changes; what others write before a caret is no move of its person.
 * `isInStep` tells whether the editor shows the text that the source's carets are in.
 */
export function remoteCarets(
  source: SharedText["carets"],
  isInStep: () => boolean,
  draw: (carets: readonly DrawnCaret[]) => void,
): RemoteCarets {
  let drawn: readonly DrawnCaret[] = [];
  let isReading = false;
  let isStopped = false;
  const unsubscribe = source.subscribe(read);

  function read(): void {
    if (isReading) return;
    isReading = true;
    queueMicrotask(() => {
      isReading = false;
      if (isStopped || !isInStep()) return;
      const now = source.get().map((caret): DrawnCaret => {
        const old = drawn.find(({ client }) => client === caret.client);
        if (!old || !isSame(old, caret)) return { ...caret, movedAt: performance.now() };
        return old.user === caret.user ? old : { ...caret, movedAt: old.movedAt };
      });
      if (now.length !== drawn.length || now.some((caret, i) => caret !== drawn[i])) set(now);
    });
  }

  function set(carets: readonly DrawnCaret[]): void {
    drawn = carets;
    draw(carets);
  }

  return {
    map(delta) {
      if (drawn.length > 0) set(drawn.map((caret) => mapCaret(caret, delta)));
    },
    read,
    stop() {
      isStopped = true;
      unsubscribe();
      set([]);
    },
  };
}
