import { around, type Box } from "./geometry.ts";
import type { ShownUser } from "./person.ts";

/** Somebody who has things selected. */
export interface Selecting {
  readonly user: ShownUser;
  /** The ids of the things. */
  readonly ids: readonly string[];
}

/** A frame around what one or more people have selected. */
export interface SelectionGroup {
  /** The same as long as the things are the same. */
  readonly key: string;
  readonly box: Box;
  /** Each person once, in the order they came. */
  readonly users: readonly ShownUser[];
  /** How far up the tag is moved, in tags, so that it does not lie on another. */
  readonly up: number;
}

/** Of a selection more things than these are not asked for, one after the other: the frame is around the first. */
const MAX_THINGS = 1000;

/** Tags whose corners are closer together than this, in pixels, lie on one another. */
const TAG = { width: 120, height: 20 };

/**
 * One frame for each set of things, however many there are in it and however many people have it selected. `boxOf` says where a thing
 * is; those that are nowhere are left out.
 */
export function selectionGroups(
  selecting: readonly Selecting[],
  boxOf: (id: string) => Box | undefined,
): readonly SelectionGroup[] {
  const boxes = new Map<string, Box | undefined>();
  const groups = new Map<string, SelectionGroup>();
  for (const { user, ids } of selecting) {
    const here: string[] = [];
    const found: Box[] = [];
    for (const id of ids.slice(0, MAX_THINGS)) {
      if (!boxes.has(id)) boxes.set(id, boxOf(id));
      const box = boxes.get(id);
      if (box === undefined) continue;
      here.push(id);
      found.push(box);
    }
    const box = around(found);
    if (box === undefined) continue;
    const key = JSON.stringify(here.toSorted());
    const users = groups.get(key)?.users ?? [];
    if (users.some(({ id }) => id === user.id)) continue;
    groups.set(key, { key, box, users: [...users, user], up: 0 });
  }
  const placed: SelectionGroup[] = [];
  for (const group of groups.values()) {
    const { x, y } = group.box;
    const near = placed.filter(
      ({ box }) => Math.abs(box.x - x) < TAG.width && Math.abs(box.y - y) < TAG.height,
    );
    placed.push({ ...group, up: near.length });
  }
  return placed;
}
