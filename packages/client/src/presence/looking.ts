import type { RoomDefinition, Viewport } from "@alongside/core";
import { encodeLook, equalJson } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomHost } from "../room/host.ts";

/** Whether, and where, the page is in the room. */
export type Seated = Pick<RoomCopy<RoomDefinition>, "isIn" | "isQuiet" | "seat">;

/** A server hears so often of what a page looks at. */
const LOOK_MS = 250;

/** What this page looks at, which the server alone is told. */
export class Looking {
  readonly #copy: Seated;
  readonly #host: RoomHost;
  readonly #isAlone: () => boolean;
  #viewport: Viewport | undefined;
  /** What the server was told last in this seat. */
  #told: Viewport | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  /** `isAlone`: whether there is nobody to look at. */
  constructor(copy: Seated, host: RoomHost, isAlone: () => boolean) {
    this.#copy = copy;
    this.#host = host;
    this.#isAlone = isAlone;
  }

  at(viewport: Viewport | undefined): void {
    this.#viewport = viewport;
    this.tell();
  }

  /** A server that has not been told anything lets the page in. */
  entered(): void {
    this.#told = undefined;
    this.#last = Number.NEGATIVE_INFINITY;
    this.tell();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Tells the server where it does not know: at once, where it has not been told for a while. */
  tell(): void {
    const { clock, features } = this.#host;
    if (this.#cancel !== undefined || equalJson(this.#viewport, this.#told)) return;
    const wait = this.#last + LOOK_MS - clock.now();
    if (wait > 0)
      this.#cancel = clock.after(wait, () => {
        this.#cancel = undefined;
        this.tell();
      });
    else if (
      this.#copy.isIn &&
      !this.#copy.isQuiet &&
      !this.#isAlone() &&
      features.includes("look")
    )
      this.#send();
  }

  #send(): void {
    const viewport = this.#viewport;
    this.#told = viewport;
    this.#last = this.#host.clock.now();
    this.#host.send(encodeLook({ seat: this.#copy.seat, ...(viewport && { viewport }) }));
  }
}
