import { isFields } from "../mistake.ts";
import { checked, countsFault, isText, MOST_OF_KEY, otherFault } from "./note.ts";
import { isZone } from "./quiet.ts";
import type { InboxChannel, InboxLevel, PushSubscription, QuietHours } from "./types.ts";

const LEVELS: readonly unknown[] = [
  "everything",
  "participating",
  "nothing",
] satisfies InboxLevel[];
const CHANNELS: readonly unknown[] = ["inbox", "email", "push"] satisfies InboxChannel[];
const DELIVERED: readonly unknown[] = ["email", "push"];

const WHAT = /^(?:all|(?:kind|room) \S+|subject [^]+)$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** A point of P-256, and 16 bytes, in base64url. */
const P256DH = /^[\w-]{87}$/;
const AUTH = /^[\w-]{22}$/;

/** In UTF-16 code units. Browsers' ones have about 200. */
const MOST_OF_ENDPOINT = 500;

function whatFault(what: unknown): string | undefined {
  return isText(what, MOST_OF_KEY) && WHAT.test(what)
    ? undefined
    : "what is all, or kind, room or subject, a space and a name";
}

function levelFault(value: unknown): string | undefined {
  if (!isFields(value)) return "a level is { what, channel, level }";
  const { what, channel, level } = value;
  if (!CHANNELS.includes(channel)) return `channel is ${CHANNELS.join(", ")}`;
  if (level !== null && !LEVELS.includes(level)) return `level is ${LEVELS.join(", ")} or null`;
  return whatFault(what);
}

function muteFault(value: unknown): string | undefined {
  if (!isFields(value) || typeof value["on"] !== "boolean") return "on is true or false";
  return whatFault(value["what"]);
}

function stopFault(value: unknown): string | undefined {
  return isFields(value) && DELIVERED.includes(value["channel"])
    ? undefined
    : `channel is ${DELIVERED.join(", ")}`;
}

function quietFault(value: unknown): string | undefined {
  const quiet = isFields(value) ? value["quiet"] : undefined;
  if (quiet === null) return undefined;
  if (!isFields(quiet)) return "quiet is { from, to, zone } or null";
  const { from, to, zone, ...others } = quiet;
  const isTime = (time: unknown): boolean => typeof time === "string" && TIME.test(time);
  if (!isTime(from) || !isTime(to) || from === to)
    return "from and to are times of the day such as 22:00, and differ";
  if (!isText(zone, 64) || !isZone(zone)) return "zone is the name of a time zone: Europe/Berlin";
  const [other] = Object.keys(others);
  return other === undefined ? undefined : `quiet hours have no ${other.slice(0, 40)}`;
}

function endpointFault(endpoint: unknown): string | undefined {
  const url = isText(endpoint, MOST_OF_ENDPOINT) && isAddress(endpoint);
  return url
    ? undefined
    : `endpoint is an address of https:, at most ${MOST_OF_ENDPOINT} characters`;
}

/** By `https:`, without a user's name, a fragment, or what browsers take out of addresses. */
function isAddress(text: string): boolean {
  return /^https:\/\/[^\s@#\\/?]+(?:[/?][^\s#\\]*)?$/.test(text) && URL.canParse(text);
}

function subscribeFault(value: unknown): string | undefined {
  if (!isFields(value) || !isFields(value["keys"]))
    return "a subscription is { endpoint, keys: { p256dh, auth } }";
  const { p256dh, auth } = value["keys"];
  const isKey = (key: unknown, form: RegExp): boolean => typeof key === "string" && form.test(key);
  if (!isKey(p256dh, P256DH) || !isKey(auth, AUTH))
    return "p256dh and auth are 65 and 16 bytes in base64url";
  const fault = otherFault(value["keys"], ["p256dh", "auth"]);
  if (fault !== undefined) return fault;
  return endpointFault(value["endpoint"]);
}

/** Schemas of the arguments of the mutations that set how a user is told. */
export const SETTING_ARGS = {
  level: checked<{
    readonly what: string;
    readonly channel: InboxChannel;
    readonly level: InboxLevel | null;
  }>(levelFault, ["what", "channel", "level"]),
  mute: checked<{ readonly what: string; readonly on: boolean }>(muteFault, ["what", "on"]),
  stop: checked<{ readonly channel: "email" | "push" }>(stopFault, ["channel"]),
  quiet: checked<{ readonly quiet: QuietHours | null }>(quietFault, ["quiet"]),
  subscribe: checked<PushSubscription>(subscribeFault, ["endpoint", "keys"]),
  unsubscribe: checked<{ readonly endpoint: string }>(
    (value) => endpointFault(isFields(value) ? value["endpoint"] : undefined),
    ["endpoint"],
  ),
  sent: checked<{
    readonly channel: "email" | "push";
    readonly items: readonly (readonly [key: string, count: number])[];
  }>(
    (value) => stopFault(value) ?? countsFault(isFields(value) ? value["items"] : undefined),
    ["channel", "items"],
  ),
};
