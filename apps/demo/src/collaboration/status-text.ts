import type { RoomStatus } from "@alongside/client";

export interface StatusText {
  readonly tone: "good" | "busy" | "bad";
  readonly text: string;
  /** How many changes wait while they cannot be sent: "2 unsaved". */
  readonly unsaved?: string;
}

/** What the status says in front of people. It never claims more than is true. */
export function statusText({ name, pending, saved }: RoomStatus): StatusText {
  const waiting = pending > 0 ? { unsaved: `${pending} unsaved` } : {};
  switch (name) {
    case "connecting":
      return { tone: "busy", text: "Opening…", ...waiting };
    case "live":
      if (saved === "server") return { tone: "good", text: "All saved" };
      return { tone: "busy", text: pending > 0 ? `Saving… ${pending}` : "Saving…" };
    case "reconnecting":
      return { tone: "busy", text: "Reconnecting…", ...waiting };
    case "offline":
      return { tone: "bad", text: "Offline", ...waiting };
    case "refused":
      return { tone: "bad", text: "Not connected", ...waiting };
  }
}
