import { mapPosition } from "@alongside/core";
import type { Delta } from "@alongside/core";
import type { Caret, SharedText } from "./shared-text.ts";

/** The own caret as the others see it: told when the person moves it, not when others' writing does. */
export class OwnCaret {
  /** Undefined when nobody knows where the others see it. */
  #told: Caret | null | undefined = null;
  readonly #shared: SharedText;

  constructor(shared: SharedText) {
    this.#shared = shared;
  }

  /** Where everybody else moves it when the shared text changes. */
  map(delta: Delta): void {
    this.#told &&= {
      anchor: mapPosition(this.#told.anchor, delta, "left"),
      head: mapPosition(this.#told.head, delta, "left"),
    };
  }

  /** The text is another one: wherever the caret is, it is told anew. */
  forget(): void {
    this.#told = undefined;
  }

  /** Shows it there, in the shared text; null hides it. */
  tell(caret: Caret | null): void {
    const told = this.#told;
    if (caret === told) return;
    if (caret && told && caret.anchor === told.anchor && caret.head === told.head) return;
    this.#told = caret;
    this.#shared.setCaret(caret);
  }
}
