import type { RoomDefinition, Viewport } from "@alongside/core";
import {
  encodeLook,
  equalJson,
  inWords,
  isArea,
  isFields,
  MAX_AREAS,
  misused,
} from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomHost } from "../room/host.ts";

/** Whether, and where, the page is in the room. */
type Seated = Pick<RoomCopy<RoomDefinition>, "isIn" | "isQuiet" | "seat">;

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

  /** Throws `TypeError` for what is no viewport. */
  at(viewport: Viewport | undefined): void {
    if (viewport !== undefined) check(viewport);
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

function check(viewport: unknown): void {
  const { areas, area, x, y, width, height } = isFields(viewport) ? viewport : {};
  const isRight =
    areas === undefined
      ? [x, y, width, height].every(Number.isFinite) &&
        (width as number) >= 0 &&
        (height as number) >= 0 &&
        (area === undefined || isArea(area))
      : Array.isArray(areas) && areas.length <= MAX_AREAS && areas.every(isArea);
  if (!isRight)
    throw misused(
      "look",
      inWords(
        () =>
          `a viewport should be { x, y, width, height, area? } of finite numbers, or { areas } of at most ${MAX_AREAS} names`,
      ),
      viewport,
    );
}
