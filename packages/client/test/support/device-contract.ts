import type { Json } from "@alongside/core";
import type {
  DeviceStore,
  DeviceRow,
  DeviceKind,
  DeviceWrite,
} from "../../src/device/device-store.ts";

/** One device, which outlives the pages that open a store on it. */
export interface Device {
  /** Opens a store as a page does; each opens its own. */
  readonly open: (owner: { readonly server: string; readonly user: string }) => DeviceStore;
}

/** A rule for device stores, to be run in a test runner or in a page: it has no need of either. */
export interface DeviceRule {
  readonly name: string;
  readonly run: (device: Device) => Promise<void>;
}

export const ANN = { server: "wss://a.example/live", user: "ann" };
const ROOM = "board:a";

export function put(kind: DeviceKind, key: string, value: Json, room: string = ROOM): DeviceWrite {
  return { put: { kind, room, key, value } };
}

/** What a store has of a room, in a line for each row. */
export async function lines(store: DeviceStore, room: string = ROOM): Promise<string[]> {
  return (await store.load(room)).map(line);
}

function line({ kind, key, value }: DeviceRow): string {
  return `${kind}/${key} ${JSON.stringify(value)}`;
}

/** Throws unless both are the same as JSON. */
export function same(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}

async function rejects(promise: Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  same((error as { readonly code?: unknown } | undefined)?.code, code);
}

/** What holds for every device store. */
export const DEVICE_RULES: readonly DeviceRule[] = [
  {
    name: "[R940] a store that is new is empty, and opens",
    async run(device) {
      const store = device.open(ANN);
      same(await store.load(ROOM), []);
      same(await store.rooms("queue"), []);
      same(store.state.get(), { name: "open" });
    },
  },
  {
    name: "[R940] what one page wrote another page of the user reads, as it was",
    async run(device) {
      const value = { a: [1, -2.5, null, true, "é\n\u2028"], b: { c: {} } };
      const store = device.open(ANN);
      await store.write([put("room", "", value), put("queue", "c1", 1)], "strict");
      store.close();
      same(await device.open(ANN).load(ROOM), [
        { kind: "queue", room: ROOM, key: "c1", value: 1 },
        { kind: "room", room: ROOM, key: "", value },
      ]);
    },
  },
  {
    name: "[R940] another user, and another server's user, has nothing of it",
    async run(device) {
      await device.open(ANN).write([put("room", "", 1)], "strict");
      for (const owner of [
        { ...ANN, user: "ben" },
        { ...ANN, server: "wss://b.example/live" },
      ]) {
        const other = device.open(owner);
        same(await lines(other), []);
        same(await other.rooms("room"), []);
      }
    },
  },
  {
    name: "[R941] rows come by kind and then by key, in order of UTF-16",
    async run(device) {
      const store = device.open(ANN);
      const keys = ["b", "a/00000010", "a/00000009", "\ue000", "\u{1f600}", "", "B"];
      await store.write(
        keys.flatMap((key) => [put("undo", key, 0), put("chunk", key, 0)]),
        "strict",
      );
      const sorted = ["", "B", "a/00000009", "a/00000010", "b", "\u{1f600}", "\ue000"];
      same(
        await lines(store),
        ["chunk", "undo"].flatMap((kind) => sorted.map((key) => `${kind}/${key} 0`)),
      );
    },
  },
  {
    name: "[R927] some kinds of rows are read without the others",
    async run(device) {
      const store = device.open(ANN);
      await store.write(
        [put("room", "", 1), put("queue", "c1", 2), put("chunk", "c1/1", 3)],
        "strict",
      );
      const read = async (): Promise<readonly string[]> =>
        (await store.load(ROOM, ["queue", "chunk"])).map(line);
      same(await read(), ["chunk/c1/1 3", "queue/c1 2"]);
      // What is on its way is read too.
      const written = store.write([put("chunk", "c1/2", 4), put("room", "", 5)], "strict");
      same(await read(), ["chunk/c1/1 3", "chunk/c1/2 4", "queue/c1 2"]);
      await written;
    },
  },
  {
    name: "[R941] a room's rows are its own; the rooms of a kind are told in order",
    async run(device) {
      const store = device.open(ANN);
      await store.write(
        [
          put("queue", "c", 1, "board:b"),
          put("queue", "d", 1, "board:b"),
          put("queue", "c", 2, "board:a"),
          put("room", "", 3, "board:aa"),
        ],
        "strict",
      );
      same(await lines(store, "board:a"), ["queue/c 2"]);
      same(await store.rooms("queue"), ["board:a", "board:b"]);
      same(await store.rooms("room"), ["board:aa"]);
      same(await store.rooms("refused"), []);
    },
  },
  {
    name: "[R941] writes are made in order: of several to a row the last one counts",
    async run(device) {
      const store = device.open(ANN);
      await Promise.all([
        store.write([put("queue", "c", 1), put("queue", "d", 1)], "strict"),
        store.write([put("queue", "c", 2)], "relaxed"),
        store.write([{ delete: { kind: "queue", room: ROOM, key: "d" } }], "strict"),
        store.write([put("queue", "e", 1), put("queue", "c", 3)], "strict"),
      ]);
      same(await lines(store), ["queue/c 3", "queue/e 1"]);
      const [first, second] = [
        store.write([{ delete: { kind: "queue", room: ROOM, key: "c" } }], "strict"),
        store.write([put("queue", "c", 4)], "strict"),
      ];
      await Promise.all([first, second]);
      same(await lines(device.open(ANN)), ["queue/c 4", "queue/e 1"]);
    },
  },
  {
    name: "[R941] a prefix deletes the rows of its kind and room that begin so, before what is written after it",
    async run(device) {
      const store = device.open(ANN);
      const chunks = ["a/1", "a/2", "a", "b/1", "a0"];
      await store.write(
        [
          ...chunks.map((key) => put("chunk", key, 0)),
          put("queue", "a/1", 0),
          put("chunk", "a/1", 0, "board:b"),
        ],
        "strict",
      );
      const gone: DeviceWrite = { clear: { kind: "chunk", room: ROOM, key: "a/" } };
      await Promise.all([
        store.write([put("chunk", "a/3", 1), gone, put("chunk", "a/2", 2)], "strict"),
        store.write([put("chunk", "a/4", 4)], "strict"),
      ]);
      same(await lines(store), [
        "chunk/a 0",
        "chunk/a/2 2",
        "chunk/a/4 4",
        "chunk/a0 0",
        "chunk/b/1 0",
        "queue/a/1 0",
      ]);
      same(await lines(store, "board:b"), ["chunk/a/1 0"]);
      await store.write([{ clear: { kind: "chunk", room: ROOM, key: "" } }], "strict");
      same(await lines(store), ["queue/a/1 0"]);
    },
  },
  {
    name: "[R942] a value is taken as it is at the call",
    async run(device) {
      const store = device.open(ANN);
      const value = { list: [1] };
      const written = store.write([put("queue", "c", value)], "strict");
      value.list.push(2);
      await written;
      same(await lines(store), ['queue/c {"list":[1]}']);
    },
  },
  {
    name: "[R942] what was written a moment ago is read, settled or not",
    async run(device) {
      const store = device.open(ANN);
      const early = store.write([put("queue", "c", 1)], "strict");
      same(await lines(store), ["queue/c 1"]);
      await early;
      const writes = Array.from({ length: 20 }, (_, i) =>
        store.write([put("chunk", `c/${i % 7}`, i)], i % 3 === 0 ? "relaxed" : "strict"),
      );
      const expected = Array.from({ length: 7 }, (_, i) => `chunk/c/${i} ${i < 6 ? i + 14 : 13}`);
      same(await lines(store), [...expected, "queue/c 1"]);
      await Promise.all(writes);
      same(await lines(store), [...expected, "queue/c 1"]);
    },
  },
  {
    name: "[R942] a row of some MB, and 2,000 in one write, come back whole",
    async run(device) {
      const store = device.open(ANN);
      const large = "0123456789abcdef".repeat(150_000);
      await store.write([put("room", "", large)], "relaxed");
      await store.write(
        Array.from({ length: 2_000 }, (_, i) => put("chunk", String(i).padStart(5, "0"), i)),
        "strict",
      );
      const rows = await device.open(ANN).load(ROOM);
      same(rows.length, 2_001);
      same(rows[1_999]?.value, 1_999);
      same(rows[2_000]?.value === large, true);
    },
  },
  {
    name: "[R951] after forget nothing is left, for any page, and the store keeps nothing more",
    async run(device) {
      const [store, other] = [device.open(ANN), device.open(ANN)];
      const ben = device.open({ ...ANN, user: "ben" });
      await store.write([put("queue", "c", 1)], "strict");
      await ben.write([put("queue", "c", 2)], "strict");
      await other.load(ROOM);
      await store.forget();
      same(store.state.get().code, "device.forgotten");
      await rejects(store.write([put("queue", "d", 1)], "strict"), "device.forgotten");
      same(await lines(store), []);
      same(await lines(device.open(ANN)), []);
      same(await lines(ben), ["queue/c 2"]);
    },
  },
  {
    name: "[R942] close makes what was written; what is asked afterwards rejects, or finds nothing",
    async run(device) {
      const store = device.open(ANN);
      await store.load(ROOM);
      const writes = [1, 2, 3].map((n) => store.write([put("queue", `c${n}`, n)], "strict"));
      store.close();
      store.close();
      await Promise.all(writes);
      same(store.state.get().code, "device.closed");
      await rejects(store.write([put("queue", "d", 1)], "strict"), "device.closed");
      same(await lines(store), []);
      same(await lines(device.open(ANN)), ["queue/c1 1", "queue/c2 2", "queue/c3 3"]);
    },
  },
];
