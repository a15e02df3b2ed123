import type { StorageOf } from "@alongside/core";
import type { Size } from "../lib/geometry.ts";
import type { Board, COLORS, KINDS } from "./definition.ts";

export type Kind = (typeof KINDS)[number];
export type Color = (typeof COLORS)[number];

/** A shape as everyone reads it. */
export type Shape = StorageOf<typeof Board>["shapes"][number];

/** A shape as it is shown: it may have grown with its text. */
export type ShownShape = Shape & {
  /** The size that everyone has stored, where the shape has grown beyond it. */
  readonly stored?: Size;
};

/** What makes a shape. It begins without text. */
export type NewShape = Omit<Shape, "id" | "text">;

/** What a drag or the keyboard changes about a shape. */
export type ShapePatch = Partial<NewShape>;

/** Patches by shape id. */
export type Patches = ReadonlyMap<string, ShapePatch>;

const NAMES: { readonly [kind in Kind]: string } = {
  rectangle: "Rectangle",
  ellipse: "Ellipse",
  arrow: "Arrow",
  ink: "Drawing",
  note: "Note",
};

/** Those of `shapes` with one of `ids`, in drawing order. */
export function shapesOf<S extends Shape>(
  shapes: readonly S[],
  ids: readonly string[],
): readonly S[] {
  if (ids.length === 0) return [];
  const wanted = new Set(ids);
  return shapes.filter((shape) => wanted.has(shape.id));
}

/** What to call a kind of shape in front of people. */
export function nameOf(kind: Kind): string {
  return NAMES[kind];
}

/** A shape in words: "locked blue rectangle Tea". */
export function describeShape({ kind, color, locked, text }: Shape): string {
  return [locked && "locked", color, nameOf(kind).toLowerCase(), text.toString()]
    .filter(Boolean)
    .join(" ");
}

/** Whether shapes of this kind carry text. */
export function holdsText(kind: Kind): boolean {
  return kind === "note" || kind === "rectangle" || kind === "ellipse";
}
