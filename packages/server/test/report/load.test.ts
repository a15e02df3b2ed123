import { defineRoom, point, Refused, value } from "@alongside/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { implement } from "../../src/implement.ts";
import { stepsTo } from "../../src/report/load/crowd.ts";
import { load } from "../../src/report/load/load.ts";
import { countRoom } from "../../src/report/count.ts";
import { RealStage } from "../../src/report/load/real-stage.ts";
import { RoomsApi } from "../../src/report/rooms-api.ts";
import { clean, prefixOf, prepare } from "../../src/report/rooms-left.ts";
import { writingOf, type Write } from "../../src/report/writing.ts";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { type Behaviour, FakeStage } from "./fake-stage.ts";

function measure(behaviour: Partial<Behaviour> = {}, clients = 60) {
  const stage = new FakeStage(behaviour);
  const parts: string[] = [];
  const steps: number[] = [];
  const measured = load(stage, {
    prefix: "report-1-",
    clients,
    ms: 4000,
    onBegun: (part) => parts.push(part),
    onStep: ({ people }) => steps.push(people),
  });
  return stage.time.until(measured).then((found) => ({ measured: found, parts, steps, stage }));
}

test("[R2052] what is told is what happened: each time is that of the server of this test", async () => {
  const { measured, parts, stage } = await measure();
  expect(parts).toEqual(["join", "change", "presence", "people", "throughput", "reconnect"]);
  expect(measured.latency?.own).toMatchObject({ p50: 0, p99: 0 });
  expect(measured.latency?.peer).toMatchObject({ p50: 40, p99: 40, max: 40 });
  expect(measured.presence).toMatchObject({ p50: 33, p99: 33 });
  expect(measured.join).toMatchObject({ p50: 12, p99: 12 });
  expect(measured.reconnect).toMatchObject({ spread: { count: 10, p50: 200 }, missing: 0 });
  // Sixteen people with sixteen changes under way, each answered after 20 ms.
  expect(measured.pressed?.changesPerSecond).toBeCloseTo((16 * 16 * 1000) / 20, -3);
  expect(measured.sent).toBe(measured.ended);
  expect(Object.values(measured.committed).flat()).toHaveLength(stage.seq);
  for (const size of stage.sizes.values()) expect(size).toBe(0);
});

test("[R2053] people come until it takes longer than 100 ms to see a change, and no further", async () => {
  const { measured, steps } = await measure({ change: (people) => 2 * people }, 200);
  expect(steps).toEqual([5, 10, 25, 50, 100]);
  expect(measured.crowd?.stopped).toEqual({ name: "slow" });
  expect(measured.crowd?.steps.map(({ seen }) => seen?.p99)).toEqual([10, 20, 50, 100, 200]);
  expect(measured.crowd?.steps[3]?.cpuEach).toBeCloseTo(0.1 / 50, 3);
});

test("[R2053] or until all are there, or somebody is not let in", async () => {
  expect((await measure({}, 30)).measured.crowd?.stopped).toEqual({ name: "all" });
  const { measured } = await measure({ most: 12 }, 30);
  expect(measured.crowd?.stopped).toMatchObject({ name: "refused", why: /limit\.connections/ });
  expect(measured.crowd?.steps.map(({ people }) => people)).toEqual([5, 10]);
  const few = (await measure({ most: 6 }, 30)).measured;
  expect(few.pressed?.people).toBe(16);
  expect(stepsTo(2)).toEqual([2]);
  expect(stepsTo(1000)).toEqual([5, 10, 25, 50, 100, 200, 500, 1000]);
});

test("[R2054] where nothing may be written, moves are measured, and nothing is written", async () => {
  const { measured, stage } = await measure({ canWrite: false });
  expect(stage.seq).toBe(0);
  expect(measured).toMatchObject({ latency: undefined, pressed: undefined, sent: 0 });
  expect(measured.crowd?.steps[0]?.seen).toMatchObject({ p99: 33 });
});

test("[R2057] a change that is refused ends it before there are thousands", async () => {
  await expect(measure({ refuse: "rule.refused" })).rejects.toThrow(
    "The first change was refused: No (rule.refused)",
  );
});

test("[R2057] a server that goes away in the middle ends it", async () => {
  const stage = new FakeStage();
  const found = load(stage, {
    prefix: "p-",
    clients: 5,
    ms: 60_000,
    onBegun() {
      for (const here of stage.rooms.values()) for (const viewer of here) viewer.isLive = false;
    },
    onStep: () => undefined,
  });
  await expect(stage.time.until(found)).rejects.toThrow("The server went away in the middle");
});

test("[R2057] nor does a server that stops to answer keep it for ever", async () => {
  let count = 0;
  const { behaviour } = new FakeStage();
  const change = (): number => (++count < 5 ? behaviour.change(2) : 1e9);
  await expect(measure({ change })).rejects.toThrow("The server answers too slowly");
});

const KEY = "a-key-of-thirty-two-characters-0";
const Board = defineRoom("board", {
  version: 1,
  storage: { title: value("") },
  presence: { cursor: point() },
  mutations: {
    rename: {
      args: z.object({ title: z.string() }),
      run(doc, { title }) {
        if (title === "no") throw new Refused("title.no", "Not that title");
        doc.title = title;
      },
    },
  },
});
const server = createServer({
  rooms: [implement(Board, {})],
  store: memory(),
  log: () => undefined,
  api: { keys: [{ key: KEY, scope: "admin" }] },
});
let url = "";

beforeAll(async () => {
  ({ url } = await server.listen(0, "127.0.0.1"));
});
afterAll(() => server.close());

/** Measures the server of this file over real sockets, for a moment. */
async function real(write: Write | undefined, prefix: string) {
  const writing = writingOf([Board], undefined, write);
  const live = `${url.replace("http", "ws")}/live`;
  const stage = new RealStage({ url: live, token: undefined }, writing, () =>
    Promise.resolve(undefined),
  );
  const quiet = { prefix, clients: 5, ms: 300, onBegun: () => undefined, onStep: () => undefined };
  return load(stage, quiet).finally(() => stage.close());
}

test("[R2052] [R2055] over real sockets, everything has a figure, what was acknowledged is in the log, and the rooms go", async () => {
  const now = Date.now();
  const prefix = prefixOf(now, "abc");
  const api = new RoomsApi({ api: `${url}/v1`, key: KEY });
  const left = `board:${prefixOf(now - 3_600_000, "old")}quiet`;
  for (const room of [left, "board:mine"])
    await server.room(Board, room.slice(6)).update((doc) => void (doc.title = "left"));
  await prepare(api, "board", now);
  expect(await api.beginningWith("board:")).toEqual(["board:mine"]);
  const measured = await real(
    { name: "mutation", mutation: "rename", args: { title: "t$n" } },
    prefix,
  );
  const { latency, presence, join, crowd, pressed, reconnect, committed } = measured;
  for (const spread of [latency?.own, latency?.peer, presence, join, reconnect.spread])
    expect(spread?.count).toBeGreaterThan(0);
  expect(crowd?.steps).toHaveLength(1);
  expect(pressed?.changesPerSecond).toBeGreaterThan(0);
  expect(measured).toMatchObject({ refused: 0, sent: measured.ended });
  for (const [room, seqs] of Object.entries(committed)) {
    const log = await api.log(`board:${room}`);
    expect(log.changes.map(({ seq }) => seq)).toEqual(seqs.toSorted((a, b) => a - b));
    expect(countRoom(seqs, log, true)).toEqual({ lost: 0, doubled: 0 });
  }
  await clean(api, "board", prefix);
  expect(await api.beginningWith("board:")).toEqual(["board:mine"]);
});

test("[R2054] [R2057] without a write nothing is left that could be deleted; a refusal is told in the rule's words", async () => {
  const api = new RoomsApi({ api: `${url}/v1`, key: KEY });
  await real(undefined, "report-none-");
  expect(await api.beginningWith("board:report-")).toEqual([]);
  const no: Write = { name: "mutation", mutation: "rename", args: { title: "no" } };
  await expect(real(no, "report-no-")).rejects.toThrow("Not that title (title.no)");
  await clean(api, "board", "report-no-");
  expect(await api.log("board:not-there")).toEqual({ base: 0, changes: [] });
});
