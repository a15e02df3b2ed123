import type { Json, RoomDefinition } from "@alongside/core";
import {
  checkJson,
  isFields,
  mistake,
  type OpsByKey,
  type RoomId,
  roomId,
} from "@alongside/core/engine";
import { createHash } from "node:crypto";
import type { FollowWrite } from "./options.ts";

/** Writes of one batch. Those into one room have numbers that follow one another, within the numbers of the batch's last entry. */
export const MOST_WRITES = 1000;
const NUMBERS = 1024;

/** So many followers may stand behind one another. */
const MOST_VIA = 8;

/** What is to be written into a room, as it is kept. */
export interface Intent {
  readonly client: string;
  readonly n: number;
  readonly via: readonly string[];
  readonly mutation?: { readonly name: string; readonly args: Json };
  readonly ops?: OpsByKey;
}

export interface Asked {
  readonly target: RoomId;
  readonly mutation?: { readonly name: string; readonly args: Json };
  readonly ops?: OpsByKey;
}

/** What a handler asks for, until its time is over. */
export class Asking implements FollowWrite {
  readonly asked: Asked[] = [];
  readonly #check: (definition: RoomDefinition) => void;
  readonly #most: number;
  #isOver = false;

  /** `check` throws for a definition that the server does not run. */
  constructor(check: (definition: RoomDefinition) => void, most = MOST_WRITES) {
    this.#check = check;
    this.#most = most;
  }

  end(): void {
    this.#isOver = true;
  }

  mutate(definition: RoomDefinition, id: string, name: string, args: unknown): void {
    if (typeof name !== "string") throw mistake("followers", "a mutation", "a name", name);
    this.#add(definition, id, { mutation: { name, args: copied(args) } });
  }

  ops(definition: RoomDefinition, id: string, ops: OpsByKey): void {
    if (!isFields(ops) || !Object.values(ops).every(Array.isArray))
      throw mistake("followers", "ops", "lists of ops by top-level key", ops);
    this.#add(definition, id, { ops: copied(ops) as unknown as OpsByKey });
  }

  #add(definition: RoomDefinition, id: string, what: Omit<Asked, "target">): void {
    this.#check(definition);
    const target = roomId(definition.name, id);
    if (this.#isOver) throw new Error("follow: the handler was done, or had taken too long");
    if (this.asked.length >= this.#most)
      throw new RangeError(
        `follow: a handler writes ${this.#most} times for one batch; ask for smaller batches`,
      );
    this.asked.push({ target, ...what });
  }
}

/** What the caller does to its own afterwards is not seen. Throws `Invalid` for what is no JSON. */
function copied(value: unknown): Json {
  return JSON.parse(JSON.stringify(checkJson(value ?? null, "follow"))) as Json;
}

/** The client as whom a follower writes what comes of one stretch of a log. Nobody guesses it, so nobody else can have it. */
export function clientOf(secret: string, room: RoomId, epoch: string): string {
  const hash = createHash("sha256").update(JSON.stringify([secret, room, epoch]));
  return hash.digest("base64url").slice(0, 16);
}

/** Numbers the writes of a batch that ends with `seq`, into each room by themselves: of two of one client there the later has the larger. */
export function numbersOf(seq: number): (target: RoomId) => number {
  const counts = new Map<RoomId, number>();
  return (target) => {
    const i = counts.get(target) ?? 0;
    if (i >= NUMBERS) throw new RangeError(`follow: ${target} is written ${NUMBERS} times at most`);
    counts.set(target, i + 1);
    return seq * NUMBERS + i;
  };
}

/** Why a follower may not write what comes of entries that came through `via`. */
export function chainFault(via: readonly string[], name: string): string | undefined {
  return via.length < MOST_VIA
    ? undefined
    : `It came through ${MOST_VIA} followers already: ${[...via, name].join(", ")}`;
}
