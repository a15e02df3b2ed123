import type { TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core/text";
import type { SharedText } from "../../src/index.ts";

/** The least that can follow a shared text: it applies what it is told and nothing else. */
export class Editor {
  shown: TextValue | undefined;
  /** How often it had to read anew. */
  breaks = 0;
  readonly told: Delta[] = [];
  readonly detach: () => void;
  readonly #text: SharedText;

  constructor(text: SharedText) {
    this.#text = text;
    this.shown = text.get();
    this.detach = text.observe((delta) => {
      if (delta === undefined) {
        this.breaks += 1;
        this.shown = text.get();
      } else {
        this.told.push(delta);
        this.shown = this.shown?.apply(delta);
      }
    });
  }

  type(delta: Delta): void {
    this.shown = this.shown?.apply(delta);
    this.#text.edit(delta);
  }

  get reads(): string | undefined {
    return this.shown?.toString();
  }
}
