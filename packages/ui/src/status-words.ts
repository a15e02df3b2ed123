import { number } from "./face-words.ts";

/** What is said of the connection, and of where it is safe what one did. */
export interface StatusWords {
  readonly opening: string;
  readonly allSaved: string;
  /** `pending`: changes that the server has not taken yet; 0 where one is being put together. */
  readonly saving: (pending: number) => string;
  /** Where there is much to send. */
  readonly sending: (sent: number, total: number) => string;
  readonly reconnecting: string;
  readonly offline: string;
  readonly notConnected: string;
  /** Of somebody who may look and not change anything. */
  readonly viewOnly: string;
  /** Where changes wait while nothing can be sent. */
  readonly waitingOnDevice: (pending: number) => string;
  readonly waitingInTab: (pending: number) => string;
  /** Changes that the server refused. */
  readonly notAccepted: (count: number) => string;
  /** When what is shown was last up to date; both in ms since the epoch. */
  readonly asOf: (at: number, now: number) => string;
  readonly connectedAgain: string;
}

/** English. */
export const statusWords: StatusWords = {
  opening: "Opening…",
  allSaved: "All saved",
  saving: (pending) => (pending > 0 ? `Saving… ${number(pending)}` : "Saving…"),
  sending: (sent, total) => `Sending ${number(sent)} of ${number(total)}`,
  reconnecting: "Reconnecting…",
  offline: "Offline",
  notConnected: "Not connected",
  viewOnly: "View only",
  waitingOnDevice: (pending) => `${number(pending)} on this device`,
  waitingInTab: (pending) => `${number(pending)} only in this tab`,
  notAccepted: (count) => `${number(count)} not accepted`,
  asOf: (at, now) => `as of ${whenText(at, now)}`,
  connectedAgain: "Connected again",
};

const DAY_MS = 86_400_000;

/** "14:05", "yesterday, 14:05", "3 Nov, 14:05". */
function whenText(at: number, now: number): string {
  const time = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = dayOf(at);
  if (day === dayOf(now) && now - at < DAY_MS) return time;
  const isYesterday = day === dayOf(now - DAY_MS) && now - at < 2 * DAY_MS;
  return `${isYesterday ? "yesterday" : day}, ${time}`;
}

function dayOf(at: number): string {
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}
