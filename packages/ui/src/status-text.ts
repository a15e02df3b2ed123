import type { StatusWords } from "./status-words.ts";

/** How a room is doing: its `status`, or anything like it. */
export interface ShownStatus {
  readonly name: "connecting" | "live" | "reconnecting" | "offline" | "refused";
  /** Own changes that the server has not answered. */
  readonly pending: number;
  readonly total?: number;
  readonly saved: "server" | "device" | "memory";
  readonly asOf?: number;
  readonly reason?: string;
}

/** What one may write in a room: its `rights`. */
export interface ShownRights {
  readonly write: true | readonly string[];
}

/** What is said of a status: never more than is true. */
export interface StatusText {
  readonly tone: "good" | "busy" | "bad" | "calm";
  readonly text: string;
  /** How many changes wait while they cannot be sent, and where. */
  readonly waiting?: string;
  /** When what is shown was last up to date. */
  readonly asOf?: string;
}

/** From so many changes on people are told how far it is. */
const MANY = 50;

/** What is said of `status`, at `now` in ms since the epoch, to somebody with these rights. */
export function statusText(
  status: ShownStatus,
  rights: ShownRights | undefined,
  words: StatusWords,
  now: number,
): StatusText {
  const { name, pending } = status;
  const apart = {
    ...(pending > 0 && { waiting: waitingText(status, words) }),
    ...(status.asOf !== undefined && { asOf: words.asOf(status.asOf, now) }),
  };
  switch (name) {
    case "connecting":
      return { tone: "busy", text: words.opening, ...apart };
    case "live":
      return liveText(status, rights, words);
    case "reconnecting":
      return { tone: "busy", text: words.reconnecting, ...apart };
    case "offline":
      return { tone: "bad", text: words.offline, ...apart };
    case "refused":
      return { tone: "bad", text: words.notConnected, ...apart };
  }
}

function liveText(
  { pending, total = pending, saved }: ShownStatus,
  rights: ShownRights | undefined,
  words: StatusWords,
): StatusText {
  if (saved === "server") {
    const isReadOnly = rights !== undefined && rights.write !== true && rights.write.length === 0;
    return isReadOnly
      ? { tone: "calm", text: words.viewOnly }
      : { tone: "good", text: words.allSaved };
  }
  const isLong = total >= MANY && pending > 0;
  return {
    tone: "busy",
    text: isLong ? words.sending(total - pending, total) : words.saving(pending),
  };
}

function waitingText({ pending, saved }: ShownStatus, words: StatusWords): string {
  return saved === "memory" ? words.waitingInTab(pending) : words.waitingOnDevice(pending);
}
