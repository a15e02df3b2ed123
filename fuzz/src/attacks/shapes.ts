import type { Field } from "../field.ts";
import type { Link } from "../link.ts";

/** The arena's list of shapes. */
export const SHAPES = { of: "root", field: "shapes" };

/** Ops of a change, at most. */
export const MAX_OPS = 10_000;

/** Inserts a valid shape. */
export function insert(id: string, at: object | string = "end"): object {
  return { op: "insert", id, in: SHAPES, at, fields: { at: { x: 1, y: 1 }, kind: "rect" } };
}

/** The id of the `i`-th record that the next change of `link` makes. */
export function nextId(link: Link, i = 0): string {
  return `${link.client}.${(link.n + 1).toString(36)}.${i.toString(36)}`;
}

/** Waits until the server has ended the change that was sent last; the code of its refusal, "taken", or what came instead. */
export async function ended(link: Link, ms = 8000): Promise<string> {
  let how = "nothing";
  await link.next((frame) => {
    if (frame.type === "bye" || frame.type === "closed") how = frame.code;
    else if (frame.type === "entries")
      for (const entry of frame.list) {
        if ("ack" in entry && entry.ack === link.n) how = "taken";
        if ("refused" in entry && entry.refused === link.n) how = entry.code;
      }
    return how !== "nothing";
  }, ms);
  return how;
}

/** A room of one's own with `count` records in `shapes`; their ids. */
export async function filled(
  field: Field,
  count: number,
): Promise<{ readonly link: Link; readonly room: string; readonly ids: readonly string[] }> {
  const room = `arena:${field.random.id()}`;
  const link = await field.enter(room);
  const ids: string[] = [];
  while (ids.length < count) {
    const made = Array.from({ length: Math.min(5000, count - ids.length) }, (_, i) =>
      nextId(link, i),
    );
    ids.push(...made);
    link.change(room, { shapes: made.map((id) => insert(id)) });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await ended(link);
  }
  return { link, room, ids };
}

/** Puts `count` parts into the shape `of`. */
export async function fillShape(
  link: Link,
  room: string,
  of: string,
  count: number,
  name = "part",
): Promise<void> {
  for (let done = 0; done < count; done += 5000) {
    const parts = Array.from({ length: Math.min(5000, count - done) }, (_, i) => ({
      op: "insert",
      id: nextId(link, i),
      in: { of, field: "parts" },
      at: "end",
      fields: { name },
    }));
    link.change(room, { shapes: parts });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await ended(link);
  }
}
