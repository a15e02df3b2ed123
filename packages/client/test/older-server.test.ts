import { expect, test } from "vitest";
import { historyOf } from "../src/history/index.ts";
import { person, ScriptedRoom, ROOM } from "./support/scripted-room.ts";

/** A page beside Bob, on a server of a version that has told of nothing that it knows. */
function onAnOlderServer(): ScriptedRoom {
  const table = new ScriptedRoom().beside(person("bob"));
  table.welcome({ features: [] }).join();
  table.link.take();
  return table;
}

test("[R1139] a server that knows no soft locks is not asked for one: it is refused, and the page goes on", async () => {
  const table = onAnOlderServer();
  const lock = table.room.lock("a");
  expect(lock.get()).toMatchObject({ name: "refused", code: "lock.unsupported" });
  await expect(lock.settled).resolves.toBe(lock.get());
  lock.release();
  table.clock.pass(60_000);
  expect(table.link.taken("lock")).toEqual([]);
  expect(table.room.status.get().name).toBe("live");
});

test("[R1139] what a page looks at is not told to a server that knows nothing of that, and told to the next that does", () => {
  const table = onAnOlderServer();
  const viewport = { x: 0, y: 0, width: 10, height: 10 };
  table.room.look(viewport);
  table.clock.pass(1000);
  expect(table.link.taken("look")).toEqual([]);
  table.reconnect().resume();
  expect(table.link.taken("look")).toEqual([{ type: "look", room: ROOM, viewport }]);
});

test("[R1139] a lock is lost where the next server knows none", () => {
  const table = ScriptedRoom.live();
  const lock = table.room.lock("a");
  const [asked] = table.link.taken("lock");
  table.say({ type: "lock", room: ROOM, ask: asked?.ask ?? 0, ms: 30_000 });
  expect(lock.get()).toEqual({ name: "held" });
  table.link.drop();
  table.redial();
  table.welcome({ features: ["more"] }).resume();
  expect(lock.get()).toEqual({ name: "lost" });
  expect(table.link.taken("lock")).toEqual([]);
});

test("[R1418] a server that knows no questions about the past is asked none, and the page goes on", async () => {
  const table = onAnOlderServer();
  await expect(historyOf(table.room).versions()).rejects.toMatchObject({
    code: "history.unsupported",
  });
  expect(table.link.taken("question")).toEqual([]);
  expect(table.room.status.get().name).toBe("live");
});

test("[R1418] an event to some is not sent to a server that would take it for a broken message", () => {
  const table = onAnOlderServer();
  expect(table.room.broadcast("wave", "x", { to: ["bob"] })).toBe(false);
  expect(table.link.taken("event")).toEqual([]);
  expect(table.room.broadcast("wave", "x")).toBe(true);
  expect(table.link.taken("event")).toHaveLength(1);
});
