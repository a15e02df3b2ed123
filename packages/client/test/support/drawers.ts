import { type DraftOf, toJSON } from "@alongside/core";
import { openUndo, type Undo } from "../../src/index.ts";
import { Board } from "./board.ts";
import { InMemoryServer, type TestPage } from "./in-memory-server.ts";

/** A page at a board, with its undo. */
export interface Drawer extends TestPage {
  readonly own: Undo;
}

/** An in-memory server, and one page at its board for each name, each with its undo. */
export async function openBoards<const N extends readonly string[]>(
  names: N,
): Promise<{
  readonly server: InMemoryServer;
  readonly people: { readonly [K in keyof N]: Drawer };
}> {
  const server = new InMemoryServer(Board);
  const people = names.map((name) => {
    const somebody = server.open(name);
    return { ...somebody, own: openUndo(somebody.room) };
  });
  await server.pass(50);
  return { server, people: people as never };
}

/** All that somebody sees. */
export function shown({ room }: TestPage): string {
  return JSON.stringify(toJSON(room.get()));
}

export function update({ room }: TestPage, fn: (doc: DraftOf<typeof Board>) => void): void {
  room.update(fn);
}

export function threeShapes({ room }: TestPage): readonly [string, string, string] {
  const add = (color: string): string => room.update((doc) => doc.shapes.push({ color })).local;
  return [add("one"), add("two"), add("three")];
}

export function colors({ room }: TestPage): string | undefined {
  return room
    .get()
    ?.shapes.map(({ color }) => color)
    .join(" ");
}
