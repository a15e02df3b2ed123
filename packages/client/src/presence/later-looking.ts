import type { Viewport } from "@alongside/core";
import { inWords, isArea, isFields, MAX_AREAS, misused } from "@alongside/core/engine";
import { Later, Lazy } from "../lazy.ts";
import type { RoomHost } from "../room/host.ts";
import type { Looking, Seated } from "./looking.ts";

/** Loaded where a page says what it looks at. */
export const lookingCode = new Lazy(() => import("./looking.ts"));

/** What a page looks at, once it has said so and the code for that is here. */
export class LaterLooking {
  readonly #later: Later<{ readonly Looking: typeof Looking }>;
  readonly #make: (Made: typeof Looking) => Looking;
  /** Undefined before. */
  here: Looking | undefined;

  /** `isAlone`: whether there is nobody to look at. */
  constructor(copy: Seated, host: RoomHost, isAlone: () => boolean) {
    this.#later = new Later(lookingCode, host);
    this.#make = (Made) => new Made(copy, host, isAlone);
  }

  /** Throws `TypeError` for what is no viewport. */
  at(viewport: Viewport | undefined): void {
    if (viewport !== undefined) check(viewport);
    this.#later.use((code) => (this.here ??= this.#make(code.Looking)).at(viewport));
  }

  stop(): void {
    this.#later.stop();
    this.here?.stop();
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
