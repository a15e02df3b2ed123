import { isFields, MAX_RANGE, MOST_OF_NAME } from "@alongside/core/engine";
import { MAX_ID } from "../auth/user-info.ts";
import { ERASED_PREFIX } from "../store/erasing/erasing.ts";

type Line = Readonly<Record<string, unknown>>;

/** Characters of a client's id at most. */
const MAX_CLIENT = 24;

/** What erasing calls whoever did what an erased person had done. */
const ERASED = new RegExp(`^${ERASED_PREFIX}[\\w-]{16}$`);

/** What is wrong with an entry of an export, in words; undefined where it has what its kind has. What its ops say is found out when they are folded. */
export function entryFault(value: Line): string | undefined {
  const { kind, seq, actor, client, n, first, name, of } = value;
  if (!isWhole(value)) return `it is no whole ${String(kind)}`;
  const fault = (isText(actor) && actorFault(actor)) || (isText(client) && clientFault(client));
  if (fault) return fault;
  if (isCount(n) && isCount(first) && (first > n || n - first >= MAX_RANGE))
    return `it ends the changes from ${first} to ${n}, at most ${MAX_RANGE} are ended by one`;
  if (kind !== "version") return undefined;
  if (isText(name) && name.length > MOST_OF_NAME)
    return `its name has ${name.length} characters, the limit is ${MOST_OF_NAME}`;
  if (isCount(of) && of > (seq as number)) return `it names entry ${of}, which is after it`;
  return undefined;
}

/** What is wrong with the id of a user who wrote something; undefined where nothing is. */
export function actorFault(actor: string): string | undefined {
  if (actor.length > MAX_ID)
    return `its actor has ${actor.length} characters, the limit is ${MAX_ID}`;
  // What was erased before the room was exported is in it under such names.
  return actor.startsWith(ERASED_PREFIX) && !ERASED.test(actor)
    ? `its actor ${JSON.stringify(actor)} is nobody: only erasing begins names with "${ERASED_PREFIX}"`
    : undefined;
}

/** What is wrong with the id of a client; undefined where nothing is. */
export function clientFault(client: string): string | undefined {
  return client.length > MAX_CLIENT
    ? `its client has ${client.length} characters, the limit is ${MAX_CLIENT}`
    : undefined;
}

function isWhole(value: Line): boolean {
  const { kind, actor, client, n, first, ops, ids, version, code, message, name, of } = value;
  const { via, mutation } = value;
  const isAuthored =
    isText(actor) && isText(client) && isCount(n) && (first === undefined || isCount(first));
  switch (kind) {
    case "change":
      return (
        isAuthored &&
        Array.isArray(ops) &&
        (via === undefined || areTexts(via)) &&
        (mutation === undefined || (isFields(mutation) && isText(mutation["name"])))
      );
    case "outcome":
      return isAuthored && isText(code) && isText(message);
    case "prune":
      return areTexts(ids);
    case "migration":
      return isCount(version) && Array.isArray(ops);
    default:
      return isText(actor) && isText(name) && isCount(of) && isKeyed(value);
  }
}

/** Whether the key that a name was asked for with, where there is one, is one. */
function isKeyed({ once }: Line): boolean {
  if (once === undefined) return true;
  const [key, n] = Array.isArray(once) ? (once as readonly unknown[]) : [];
  return isText(key) && key.length <= MAX_CLIENT && isCount(n);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
