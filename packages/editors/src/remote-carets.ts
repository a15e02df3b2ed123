import { mapPosition } from "@alongside/core";
import type { Delta } from "@alongside/core";
import type { RemoteCaret, SharedText } from "./shared-text.ts";

/** For how long a caret that rests still shows its person's name. */
export const REST_MS = 2_000;

/** Somebody else's caret as it is drawn, in what the editor shows. */
export interface DrawnCaret extends RemoteCaret {
  /** Whether its person has not moved it for a while. */
  readonly isResting: boolean;
}

/**
 * The others' carets in what an editor shows. They stay on their letters while the text changes; a caret rests when its person
 * has not moved it for two seconds, whatever others write before it.
 */
export class RemoteCarets {
  #drawn: readonly DrawnCaret[] = [];
  readonly #rests = new Map<string, ReturnType<typeof setTimeout>>();
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
    if (this.#drawn.length === 0 || delta.length === 0) return;
    this.#drawn = this.#drawn.map((caret) => ({
      ...caret,
      anchor: mapPosition(caret.anchor, delta, "left"),
      head: mapPosition(caret.head, delta, "left"),
    }));
    this.#draw(this.#drawn);
  }

  /** Takes over where the carets are now, when they are in the text that the editor shows. */
  read(): void {
    if (!this.#isInStep()) return;
    const before = new Map(this.#drawn.map((caret) => [caret.client, caret]));
    let isSame = true;
    const drawn = this.#source.get().map((caret): DrawnCaret => {
      const old = before.get(caret.client);
      const stayed = old?.anchor === caret.anchor && old.head === caret.head;
      if (stayed && old.user === caret.user) return old;
      isSame = false;
      if (!stayed) this.#restLater(caret.client);
      return { ...caret, isResting: stayed && old.isResting };
    });
    if (isSame && drawn.length === before.size) return;
    const here = new Set(drawn.map((caret) => caret.client));
    for (const client of before.keys()) if (!here.has(client)) this.#forget(client);
    this.#drawn = drawn;
    this.#draw(drawn);
  }

  /** Takes them off the screen, for good. */
  stop(): void {
    this.#stop();
    for (const client of this.#rests.keys()) this.#forget(client);
    this.#drawn = [];
    this.#draw([]);
  }

  #restLater(client: string): void {
    this.#forget(client);
    const rest = (): void => {
      this.#rests.delete(client);
      this.#drawn = this.#drawn.map((caret) =>
        caret.client === client ? { ...caret, isResting: true } : caret,
      );
      this.#draw(this.#drawn);
    };
    this.#rests.set(client, setTimeout(rest, REST_MS));
  }

  #forget(client: string): void {
    clearTimeout(this.#rests.get(client));
    this.#rests.delete(client);
  }
}
