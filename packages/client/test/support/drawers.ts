import { type DraftOf, toJSON } from "@alongside/core";
import { openUndo, type Undo } from "../../src/index.ts";
import { Board } from "./board.ts";
import { RealServer, type Somebody } from "./real-server.ts";

/** Somebody at a board who can undo. */
export interface Drawer extends Somebody {
  readonly own: Undo;
}

/** A server, and people at its board who can undo. */
export async function atBoard<const N extends readonly string[]>(
  names: N,
): Promise<{
  readonly server: RealServer;
  readonly people: { readonly [K in keyof N]: Drawer };
}> {
  const server = new RealServer(Board);
  const people = names.map((name) => {
    const somebody = server.open(name);
    return { ...somebody, own: openUndo(somebody.room) };
  });
  await server.pass(50);
  return { server, people: people as never };
}

/** All that somebody sees. */
export function shown({ room }: Somebody): string {
  return JSON.stringify(toJSON(room.get()));
}

export function update({ room }: Somebody, fn: (doc: DraftOf<typeof Board>) => void): void {
  room.update(fn);
}

export function threeShapes({ room }: Somebody): readonly [string, string, string] {
  const add = (color: string): string => room.update((doc) => doc.shapes.push({ color })).local;
  return [add("one"), add("two"), add("three")];
}

export function colors({ room }: Somebody): string | undefined {
  return room
    .get()
    ?.shapes.map(({ color }) => color)
    .join(" ");
}
