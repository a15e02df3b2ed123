import { systemRandom } from "@alongside/core/engine";
import { implement, limitsWith } from "@alongside/server";
import { Hub } from "../../../packages/server/src/session/hub.ts";
import type { BenchClock } from "../bench-clock.ts";
import { KeepsNothing } from "./keeps-nothing.ts";
import { Page } from "../rooms.ts";

/** Whoever connects comes from here. */
export const REQUEST = { url: "/live", headers: {}, address: "127.0.0.1" };

/** The shipped server of pages, without sockets and disk. Its limits on how fast people type are out of the way. */
export function pageHub(clock: BenchClock): Hub {
  return new Hub({
    rooms: [implement(Page)],
    store: new KeepsNothing(),
    clock,
    random: systemRandom,
    limits: limitsWith({
      messagesPerSecond: 1e9,
      changesPerSecond: 1e9,
      bytesPerSecond: 1e9,
      workPerSecond: 1e9,
    }),
    authenticate: (_token, _request, { guest = "" }) => ({
      user: { id: guest, name: guest, color: "red" },
    }),
    onError: (error) => {
      throw error;
    },
  });
}

/** What the server does of its own accord, in one turn of its event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
