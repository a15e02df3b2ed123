import type { RoomStatus } from "@alongside/client";

export interface StatusText {
  readonly tone: "good" | "busy" | "bad";
  readonly text: string;
}

/** What the status says in front of people. It never claims more than is true. */
export function statusText(status: RoomStatus): StatusText {
  const { pending } = status;
  const unsaved = pending === 0 ? "" : `, ${pending} unsaved`;
  switch (status.name) {
    case "connecting":
      return { tone: "busy", text: `Connecting…${unsaved}` };
    case "live":
      if (status.saved) return { tone: "good", text: "All saved" };
      return { tone: "busy", text: pending > 0 ? `Saving… ${pending}` : "Saving…" };
    case "reconnecting":
      return { tone: "busy", text: `Reconnecting…${unsaved}` };
    case "offline":
      return { tone: "bad", text: `Offline${unsaved}` };
    case "refused":
      return { tone: "bad", text: `Not connected${unsaved}` };
  }
}
