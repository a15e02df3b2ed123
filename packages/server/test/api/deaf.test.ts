import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import type { Entry } from "@alongside/core/engine";
import { expect, test } from "vitest";
import type { Call } from "../../src/api/contract.ts";
import { eventsOperation } from "../../src/api/events-operation.ts";
import type { ApiRooms } from "../../src/api/rooms.ts";
import { memory } from "../../src/store/memory.ts";

/** A response whose reader takes nothing. */
class Deaf extends EventEmitter {
  readonly texts: string[] = [];
  writeHead(): void {}
  flushHeaders(): void {}
  end(): void {}
  write(text: string): boolean {
    this.texts.push(text);
    return false;
  }
  destroy(): void {
    this.emit("close");
  }
}

test("[R1581] of a stream that nobody reads one page waits, and it is cut off", async () => {
  const store = memory();
  const entries = Array.from({ length: 1000 }, (_, i): Entry => {
    const ops = { title: [{ op: "set", id: "root", field: "title", value: `${i}` } as const] };
    const author = { actor: "ann", client: "ann-on-a-page", n: i + 1 };
    return { seq: i + 1, at: i, ...author, kind: "change", ops };
  });
  await store.append("board:one", 0, entries);
  const timers: { readonly ms: number; readonly fn: () => void }[] = [];
  let wake = (): void => {};
  const clock = {
    now: () => 0,
    after(ms: number, fn: () => void) {
      if (ms === 0) queueMicrotask(fn);
      else timers.push({ ms, fn });
      wake();
      return () => {};
    },
  };
  const rooms = { named: () => "board:one", store, clock, hear: () => () => {} };
  const controller = new AbortController();
  const response = new Deaf();
  response.on("close", () => controller.abort());
  const call = { headers: {}, query: new URLSearchParams("after=0"), signal: controller.signal };
  const operation = eventsOperation(rooms as unknown as ApiRooms, 2000);
  const { stream } = await operation.run(call as unknown as Call);
  const waits = new Promise<void>((resolve) => (wake = resolve));
  const over = stream?.(response as unknown as ServerResponse);
  await waits;
  expect(timers.map(({ ms }) => ms)).toEqual([2000]);
  const drained = new Promise<void>((resolve) => (wake = resolve));
  response.emit("drain");
  await drained;
  expect(response.texts).toHaveLength(2);
  expect(response.texts[1]?.match(/^id: /gm)).toHaveLength(100);
  timers.at(-1)?.fn();
  await over;
  expect(response.texts).toHaveLength(2);
});
