import { implement } from "@alongside/server";
import { Dashboard } from "../rooms/dashboard.ts";

/** The dashboard with its rules, which never reach the browser. No page publishes figures: only this server does. */
export const dashboard = implement(Dashboard, {
  allow({ ops }, { before, user }) {
    if (user.id === "server") return true;
    const others = new Set(before.notes.filter(({ by }) => by !== user.id).map(({ id }) => id));
    for (const op of ops["notes"] ?? []) {
      if (op.op === "insert" ? op.fields["by"] !== user.id : others.has(op.id))
        return { code: "note.not-yours", message: "A note is of who wrote it" };
    }
    return true;
  },
});
