import type { ConnectionStatusOptions, ShownStatus } from "@alongside/ui";
import { Cell } from "../lib/cell.ts";

interface ToShow extends ConnectionStatusOptions {
  /** When it is shown. */
  readonly note: string;
}

const live = { name: "live", pending: 0, saved: "server" } as const;

function shown(note: string, status: Partial<ShownStatus>): ToShow {
  return { note, status: new Cell({ ...live, ...status }) };
}

/** Everything that a connection can be. */
export const STATUSES: readonly ToShow[] = [
  shown("on its way", { pending: 2, saved: "memory" }),
  shown("much is on its way", { pending: 6800, total: 10_000, saved: "device" }),
  shown("the link broke", { name: "reconnecting", pending: 1, saved: "device" }),
  shown("no network, kept", { name: "offline", pending: 2, saved: "device" }),
  shown("no network, and nothing is kept", { name: "offline", pending: 2, saved: "memory" }),
  shown("not let in", { name: "refused" }),
  { ...shown("may look", {}), rights: new Cell({ write: [] }) },
  { ...shown("the server said no", {}), rejected: new Cell(["a change"]) },
];
