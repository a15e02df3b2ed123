import type { RoomStatus } from "@alongside/client";
import { english } from "@alongside/ui";

/** What people read of a status. */
export type Told = Pick<RoomStatus, "name" | "pending" | "saved">;

/** From so many changes on people are told how far it is. */
const MANY = 50;

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

/** When the page was last up to date: "as of 14:05", "as of yesterday, 14:05". */
export function asOf(at: number): string {
  return english.asOf(at, Date.now());
}

/** A number as people write it. */
export function count(n: number): string {
  return n.toLocaleString("en");
}
