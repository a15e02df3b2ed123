import { said } from "./mistake.ts";
import { inWords } from "#words";
/** A position in a room's log: 1, 2, 3 … without gaps. 0 is the empty room. */
export type Seq = number;

/** `name:id` of a room, for example `board:roadmap`. */
export type RoomId = string;

/** Whose records are those that a room begins with. No client may have this id. */
export const INITIAL_CLIENT = "initial-room";

const CLIENT_ID = /^[A-Za-z0-9_-]{12,24}$/;
const DEFINITION_NAME = /^[a-z][a-z0-9-]{0,63}$/;
const ROOM_KEY = /^[A-Za-z0-9._:-]{1,128}$/;
const RECORD_ID =
  /^([A-Za-z0-9_-]{12,24})\.(0|[1-9a-z][0-9a-z]{0,10})\.(0|[1-9a-z][0-9a-z]{0,10})$/;
/** They fit the pattern of a room's key, and are traps wherever names index an object. */
const TRAPS = new Set(["__proto__", "constructor", "prototype"]);

/** Whether this can be a client's id: 12–24 of `A-Z a-z 0-9 _ -`, and not that of a room's first records. */
export function isClientId(id: unknown): id is string {
  return typeof id === "string" && CLIENT_ID.test(id) && id !== INITIAL_CLIENT;
}

/** Whether this can be the name of a definition: `[a-z][a-z0-9-]{0,63}`. */
export function isDefinitionName(name: unknown): name is string {
  return typeof name === "string" && DEFINITION_NAME.test(name) && !TRAPS.has(name);
}

/** Whether this can name one room of a definition: 1–128 of `A-Z a-z 0-9 . _ : -`. */
export function isRoomKey(id: unknown): id is string {
  return typeof id === "string" && ROOM_KEY.test(id) && !TRAPS.has(id);
}

/** Whether this can be a key of a map: 1–256 characters of well-formed text, not `__proto__`, which no plain object can hold. */
export function isMapKey(key: unknown): key is string {
  return (
    typeof key === "string" &&
    key !== "" &&
    key.length <= 256 &&
    key !== "__proto__" &&
    key.isWellFormed()
  );
}

/** The id of the record that change `n` of a client makes as its `index`-th, from 0. Throws `TypeError` when a part is not one. */
export function recordId(client: string, n: number, index: number): string {
  const id = `${client}.${n.toString(36)}.${index.toString(36)}`;
  if (ownerOf(id) === undefined)
    throw new TypeError(
      said(
        "update",
        inWords(() => `Not the parts of a record id: ${id}`),
        id,
      ),
    );
  return id;
}

/** Ids for the records of change `n`, in the order they are made. */
export function recordIds(client: string, n: number): { readonly client: string; next(): string } {
  let index = 0;
  return { client, next: () => recordId(client, n, index++) };
}

/** Who made a record, in which change, and as which of its records. `undefined` for what is not a record id. */
export function ownerOf(
  id: string,
): { readonly client: string; readonly n: number; readonly index: number } | undefined {
  const match = RECORD_ID.exec(id);
  if (match === null) return undefined;
  const [, client, n, index] = match as unknown as readonly [string, string, string, string];
  const owner = { client, n: parseInt(n, 36), index: parseInt(index, 36) };
  return Number.isSafeInteger(owner.n) && Number.isSafeInteger(owner.index) ? owner : undefined;
}

/** The room of a definition's name and a key. Throws `TypeError` when one of them is not allowed. */
export function roomId(name: string, key: string): RoomId {
  if (!isDefinitionName(name))
    throw new TypeError(
      said(
        "join",
        inWords(() => `Not the name of a definition: ${JSON.stringify(name)}`),
        name,
      ),
    );
  if (!isRoomKey(key)) {
    throw new TypeError(
      said(
        "join",
        inWords(() => `A room's id is 1–128 of A-Z a-z 0-9 . _ : -, got ${JSON.stringify(key)}`),
        key,
      ),
    );
  }
  return `${name}:${key}`;
}

/** The parts of a room's id. `undefined` for what is not one. */
export function parseRoomId(
  id: unknown,
): { readonly name: string; readonly id: string } | undefined {
  if (typeof id !== "string") return undefined;
  const colon = id.indexOf(":");
  const name = id.slice(0, colon);
  const key = id.slice(colon + 1);
  return colon > 0 && isDefinitionName(name) && isRoomKey(key) ? { name, id: key } : undefined;
}
