import type { RoomDefinition } from "@alongside/core";
import { type ActivityGroup, ROOT, seenRecord, thingOf } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import type { LiveActivitiesOptions } from "./types.ts";

/** Fields that say what something is called, the first that says anything. */
const NAMES = ["title", "name", "label", "text"];

/** Letters of a title that are shown. */
const MOST = 40;

interface Sliced {
  slice(from: number, to: number): unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** What the one thing is called that a group is about, as the room has it now. */
export function titleIn<D extends RoomDefinition>(
  { copy, get }: RoomSession<D>,
  { key, ids }: ActivityGroup,
  titleOf: LiveActivitiesOptions<D>["titleOf"],
): string {
  if (key === undefined) return "it";
  const state = get();
  const [id] = ids;
  if (state === undefined) return id === undefined ? `the ${key}` : thingOf(key);
  const own = titleOf?.(state, key, id);
  const node = id === undefined ? undefined : seenRecord(copy.replica, id);
  const found = own ?? nameIn(node?.view ?? (id === undefined ? state : {}), key);
  if (found !== undefined) return `“${found}”`;
  return id === undefined || id === ROOT ? `the ${key}` : thingOf(key);
}

function nameIn(fields: object, key: string): string | undefined {
  for (const name of NAMES) {
    const value = name === key ? undefined : (fields as Fields)[name];
    // A string or the value of a text: importing the latter's class would bring the code of texts.
    const text = (value as Partial<Sliced> | null | undefined)?.slice?.(0, MOST + 1);
    const [line = ""] = typeof text === "string" ? text.trim().split("\n", 1) : [];
    if (line !== "")
      return line.length > MOST ? `${line.slice(0, MOST - 1).toWellFormed()}…` : line;
  }
  return undefined;
}
