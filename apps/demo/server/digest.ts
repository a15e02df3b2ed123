import type { CommittedChange, Server } from "@alongside/server";
import { Board } from "../src/board/definition.ts";
import { CodeFile } from "../src/code/definition.ts";
import { RichDocument } from "../src/document/definition.ts";
import { Home } from "../src/home/definition.ts";
import { HOME } from "./home.ts";
import { previewOf } from "./preview.ts";

/** What was written in a room is told to the home at most so often, in ms. */
const EVERY_MS = 1000;

/** What the home shows rooms of. */
const KINDS = { board: Board, document: RichDocument, code: CodeFile } as const;

/**
 * Tells the home what happens in the rooms that are on it: the title, who wrote last and when, and how it looks by now. Many changes are told as one;
 * what a server that was killed had not told is told when it starts again. What is said in chats is told by a follower, which misses no post.
 */
export class Digest {
  /** Rooms that were written in since the home was told, with who wrote last. */
  readonly #touched = new Map<string, string>();
  #server: Server | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #telling: Promise<void> = Promise.resolve();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** For `onChange` of a definition of that name. */
  readonly hear =
    (name: keyof typeof KINDS) =>
    ({ room, actor }: CommittedChange): void =>
      this.#touch(`${name}:${room}`, actor);

  /** For `onChange` of the home: a room that was put there is told of as it is. */
  readonly hearHome = ({ mutation }: CommittedChange): void => {
    if (mutation?.name !== "list") return;
    const { page, id } = mutation.args as { readonly page: string; readonly id: string };
    this.#touch(`${page}:${id}`, "");
  };

  /** Goes to work, once there is a server. */
  async start(server: Server): Promise<void> {
    this.#server = server;
    const posts = { rooms: [Board, RichDocument, CodeFile], parts: ["chat"], kinds: ["change"] };
    server.follow("demo.home", { ...posts, batch: 50 } as never, ({ room, entries }, write) => {
      const said: [number, string, string][] = [];
      const gone: string[] = [];
      for (const { seq, actor = "", ops } of entries)
        for (const op of ops["chat"] ?? [])
          if (op.op === "feed" && op.act[0] === "post") said.push([seq, actor, op.id]);
          else if (op.op === "feed" && op.act[0] === "delete") gone.push(op.id);
      if (said.length + gone.length > 0)
        write.mutate(Home, HOME, "said", { key: room, posts: said, gone });
    });
    const { rooms } = await server.room(Home, HOME).read();
    for (const [key, { at }] of rooms) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: nobody waits for it
      const stat = await server.rooms.stat(key);
      if (stat !== undefined && stat.at > at) this.#touched.set(key, "");
    }
    this.#tell();
  }

  /** Tells what there is to tell, and ends. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#tell();
    await this.#telling;
  }

  #touch(key: string, by: string): void {
    this.#touched.set(key, by);
    this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const server = this.#server;
    if (server === undefined) return;
    const touched = Array.from(this.#touched);
    this.#touched.clear();
    this.#telling = this.#telling.then(async () => {
      for (const [key, by] of touched)
        // oxlint-disable-next-line no-await-in-loop -- one after the other, so that many rooms are no storm
        await tell(server, key, by).catch(this.#onError);
    });
  }
}

async function tell(server: Server, key: string, by: string): Promise<void> {
  const { rooms, people } = await server.room(Home, HOME).read();
  if (!rooms.has(key)) return;
  const [name, id] = partsOf(key);
  const here = await server.room(KINDS[name], id).people();
  const user = here.find((one) => one.user.id === by)?.user ?? people.get(by);
  await tellHome(server, key, user && { id: by, name: user.name, color: user.color });
}

/** Tells the home how a room that is on it looks by now, and who wrote there last, where that is known. */
export async function tellHome(
  server: Server,
  key: string,
  by: { readonly id: string; readonly name: string; readonly color: string } | undefined,
): Promise<void> {
  const [name, id] = partsOf(key);
  const stat = await server.rooms.stat(key);
  const { title, ...state } = (await server.room(KINDS[name], id).read()) as {
    readonly title: string;
  };
  await server.room(Home, HOME).mutate("touched", {
    key,
    title,
    at: stat?.at ?? 0,
    by: by ?? null,
    preview: previewOf(name, state),
  });
}

function partsOf(key: string): readonly [name: keyof typeof KINDS, id: string] {
  const at = key.indexOf(":");
  return [key.slice(0, at) as keyof typeof KINDS, key.slice(at + 1)];
}
