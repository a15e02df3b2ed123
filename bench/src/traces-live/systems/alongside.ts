import { createClient, type Room } from "@alongside/client";
import { type Clock, systemClock } from "@alongside/core/engine";
import { Page } from "../../rooms.ts";
import { bodyOf, write } from "../../text/page.ts";
import type { OpenPages } from "../two-pages.ts";

/**
 * The shipped client. Keys that come faster than anybody types join one that waits for those under way. `keyMs`: what the clock goes
 * forward by with each key, besides the time that passes.
 */
export const pagesOf =
  (keyMs: number): OpenPages =>
  async (port, id) => {
    let typedMs = 0;
    const clock: Clock = {
      now: () => systemClock.now() + typedMs,
      after: (ms, fn) => systemClock.after(ms, fn),
    };
    const join = (guest: string): Room<typeof Page> =>
      createClient({ url: `ws://127.0.0.1:${port}/live`, guest, clock }).join(Page, id);
    const [writer, reader] = [join("writer"), join("reader")];
    await Promise.all([writer.ready, reader.ready]);
    return {
      edit(patches) {
        typedMs += keyMs;
        write(writer, patches);
      },
      get written() {
        return bodyOf(writer).length;
      },
      get shown() {
        return bodyOf(reader).length;
      },
      onShown: (fn) => void reader.subscribe(fn),
      texts: () => [writer, reader].map((room) => String(bodyOf(room))),
    };
  };

export const openPages = pagesOf(0);
