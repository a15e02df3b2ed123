import type { RoomStatus } from "@alongside/client";

export interface StatusText {
  readonly tone: "good" | "busy" | "bad";
  readonly text: string;
  /** How many changes wait while they cannot be sent, and where: "2 on this device". */
  readonly unsaved?: string;
}

/** What people read of a status. */
export type Told = Pick<RoomStatus, "name" | "pending" | "saved" | "asOf">;

/** From so many changes on people are told how far it is. */
const MANY = 50;

/**
 * What the status says in front of people. It never claims more than is true. `most` is how many changes waited at most since all
 * were saved.
 */
export function statusText(status: Told, most = 0): StatusText {
  const { name, pending, saved } = status;
  const waiting = pending > 0 ? { unsaved: `${count(pending)} ${PLACE[saved]}` } : {};
  switch (name) {
    case "connecting":
      return { tone: "busy", text: "Opening…", ...waiting };
    case "live":
      if (saved === "server") return { tone: "good", text: "All saved" };
      return {
        tone: "busy",
        text: sendingText(pending, most) ?? (pending > 0 ? `Saving… ${pending}` : "Saving…"),
      };
    case "reconnecting":
      return { tone: "busy", text: "Reconnecting…", ...waiting };
    case "offline":
      return { tone: "bad", text: "Offline", ...waiting };
    case "refused":
      return { tone: "bad", text: "Not connected", ...waiting };
  }
}

const PLACE: { readonly [saved in Told["saved"]]: string } = {
  server: "saved",
  device: "on this device",
  memory: "only in this tab",
};

/** "Sending 3,200 of 10,000", where there is much to send. */
export function sendingText(pending: number, most: number): string | undefined {
  if (most < MANY || pending === 0) return undefined;
  return `Sending ${count(most - pending)} of ${count(most)}`;
}

/** Where it is safe what one did, in a few words and in a sentence or two. */
export function savedWords({ name, pending, saved }: Told): {
  readonly title: string;
  readonly more: string;
} {
  if (pending === 0)
    return name === "live"
      ? { title: "Saved on the server", more: "Everything you did here is there." }
      : {
          title: name === "offline" ? "You are offline" : "Not connected",
          more: "Nothing of yours waits to be sent.",
        };
  if (name === "live")
    return {
      title: saved === "device" ? "On its way to the server" : "Being saved",
      more:
        saved === "device"
          ? "It is saved on this device until it has arrived."
          : "Keep this tab open until it has arrived.",
    };
  return saved === "device"
    ? {
        title: "Saved on this device",
        more: "It is sent by itself once the server can be reached, also when you have closed this tab and come back later.",
      }
    : {
        title: "Only in this tab",
        more: "It is sent by itself once the server can be reached. Keep this tab open until then: what waits here would be lost with it.",
      };
}

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_MS = 86_400_000;

/** When the page was last up to date: "14:05", "yesterday, 14:05", "3 Nov, 14:05". */
export function whenText(at: number, now = Date.now()): string {
  const time = TIME.format(at);
  if (DAY.format(at) === DAY.format(now) && now - at < DAY_MS) return time;
  const isYesterday = DAY.format(at) === DAY.format(now - DAY_MS) && now - at < 2 * DAY_MS;
  return `${isYesterday ? "yesterday" : DAY.format(at)}, ${time}`;
}

/** A number as people write it. */
export function count(n: number): string {
  return n.toLocaleString("en");
}
