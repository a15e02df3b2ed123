import { isArea, MAX_AREAS, type Viewport } from "../points/viewport.ts";
import { asArray, asSeat, asTuple, BadMessage, describe, trimmed } from "./shape.ts";

/**
 * What the sender's page looks at, from now on; without a viewport that is nothing in particular. Nobody else is told. On the wire
 * `["v", seat, [x, y, width, height, area?]]`, `["v", seat, [area, …]]` or `["v", seat]`.
 */
export interface Look {
  readonly type: "look";
  readonly seat: number;
  readonly viewport?: Viewport;
}

export function parseLook(parts: readonly unknown[]): Look {
  asTuple(parts, "look", 2, 3);
  const seat = asSeat(parts[1], "look.seat");
  if (parts.length === 2) return { type: "look", seat };
  const given = asArray(parts[2], "look.viewport", MAX_AREAS);
  const viewport = typeof given[0] === "number" ? asRectangle(given) : { areas: given.map(asArea) };
  return { type: "look", seat, viewport };
}

/** The frame of the message `look`, as it goes over the wire. */
export function encodeLook({ seat, viewport }: Omit<Look, "type">): string {
  if (viewport === undefined) return JSON.stringify(["v", seat]);
  if ("areas" in viewport) return JSON.stringify(["v", seat, viewport.areas]);
  const { x, y, width, height, area } = viewport;
  return JSON.stringify(["v", seat, trimmed([x, y, width, height, area])]);
}

function asRectangle(given: readonly unknown[]): Viewport {
  asTuple(given, "look.viewport", 4, 5);
  const [x, y, width, height] = given.slice(0, 4).map(asFinite) as [number, number, number, number];
  if (width < 0 || height < 0)
    throw new BadMessage(`look.viewport has a size below 0: ${width} × ${height}`);
  const rest = given.length === 4 ? {} : { area: asArea(given[4]) };
  return { x, y, width, height, ...rest };
}

function asFinite(given: unknown): number {
  if (Number.isFinite(given)) return given as number;
  throw new BadMessage(`look.viewport should have finite numbers, got ${describe(given)}`);
}

function asArea(given: unknown): string {
  if (isArea(given)) return given;
  throw new BadMessage(`look.viewport should have names of areas, got ${describe(given)}`);
}
