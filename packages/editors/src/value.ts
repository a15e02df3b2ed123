import { mistake } from "@alongside/core/engine";
import { mapPosition } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import { bind, checkShared } from "./binding.ts";
import type { BindingOptions, Detachable } from "./binding.ts";
import type { DrawnCaret } from "./carets.ts";
import type { Caret, SharedText } from "./shared-text.ts";
import { stringChange, withNewlines } from "./string-change.ts";

export type { BindingOptions, Detachable } from "./binding.ts";
export type { DrawnCaret } from "./carets.ts";
export type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

/** Options of {@link bindValue}: what an app gives to keep a string of its own the same as a shared text. */
export interface ValueOptions extends BindingOptions {
  /** Takes the text as it is now. `moved` tells where a place in the text before is in it. */
  readonly set: (value: string, moved: (position: number) => number) => void;
  /** Hears whether the text may be written, at first and when that changes. */
  readonly setWritable?: (isWritable: boolean) => void;
  /** Hears where the others' carets are, when they change. */
  readonly setCarets?: (carets: readonly DrawnCaret[]) => void;
}

/** What an app tells of its string. */
export interface ValueBinding extends Detachable {
  /**
   * The person made it `value`. `caret`, in UTF-16 units, is where the caret is now: it tells which of several equal letters was typed
   * or deleted.
   */
  readonly change: (value: string, caret?: number) => void;
  /** An input method composes: what others write waits until `resume`. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Shows the others where the caret is; null hides it. */
  readonly setCaret: (caret: Caret | null) => void;
}

/** Keeps a string of the app, in whatever shows it, the same as a shared text. `set` is called at once, with what is there. Throws `TypeError` for a `set` that is no function, and for what `openText` did not return. */
export function bindValue(shared: SharedText, options: ValueOptions): ValueBinding {
  checkShared(shared, options);
  const { set, setWritable, setCarets } = options;
  if (typeof set !== "function") throw mistake("bind", "set", "a function", set);
  let value = "";
  let isPaused = false;
  const surface = {
    isBusy: () => isPaused,
    show(delta: Delta) {
      value = binding.shown().toString();
      set(value, (position) => mapPosition(position, delta, "left"));
    },
    setWritable: (isWritable: boolean) => setWritable?.(isWritable),
    ...(setCarets && { draw: setCarets }),
  };
  const binding = bind(shared, surface, options);
  set((value = binding.shown().toString()), (position) => position);
  binding.start();
  return {
    change(given, caret) {
      const now = withNewlines(given);
      const place = (position: number): number => withNewlines(given.slice(0, position)).length;
      const delta = stringChange(value, now, caret === undefined ? undefined : place(caret));
      value = now;
      if (now !== given) set(now, place);
      binding.typed(delta);
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      binding.settle();
    },
    setCaret: (caret) => binding.setCaret(caret),
    detach: () => binding.detach(),
  };
}
