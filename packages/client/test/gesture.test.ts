import { expect, test, vi } from "vitest";
import { openGesture } from "../src/index.ts";
import { CLIENT, person, ROOM, ScriptedRoom } from "./support/scripted-room.ts";

/** A live room with one shape, which somebody else has made. */
function withShape(): { readonly table: ScriptedRoom; readonly shape: string } {
  const table = ScriptedRoom.withBob();
  const shape = "bobsclient000.1.0";
  table.commit({
    shapes: [
      {
        op: "insert",
        id: shape,
        in: { of: "root", field: "shapes" },
        at: "end",
        fields: { color: "red", x: 0 },
      },
    ],
  });
  return { table, shape };
}

const set = (id: string, x: number) => ({ op: "set" as const, id, field: "x", value: x });

test("[R101, R669] a gesture is seen here at once, by the others thirty times a second, and ends as one change", async () => {
  const { table, shape } = withShape();
  const gesture = openGesture(table.room);
  const drag = (x: number): void =>
    gesture.update((doc) => {
      const dragged = doc.shapes.get(shape);
      if (dragged !== undefined) dragged.x = x;
    });
  for (let x = 1; x <= 10; x++) {
    drag(x);
    expect(table.state.shapes[0]?.x).toBe(x);
    await Promise.resolve();
    table.clock.pass(10);
  }
  expect(table.link.taken("preview")).toEqual(
    [1, 4, 7, 10].map((x) => ({
      type: "preview",
      room: ROOM,
      gesture: 1,
      ops: { shapes: [set(shape, x)] },
      at: (x - 1) * 10,
    })),
  );
  expect(table.room.status.get().saved).toBe("server");
  const { committed } = gesture.commit();
  expect(table.link.take()).toEqual([
    { type: "change", room: ROOM, n: 1, base: 1, ops: { shapes: [set(shape, 10)] }, gesture: 1 },
  ]);
  expect(gesture.isOpen).toBe(false);
  table.clock.pass(100);
  expect(table.sent()).toEqual([]);
  table.ack(1);
  await committed;
  expect(table.state.shapes[0]?.x).toBe(10);
});

test("[R669] a gesture that is cancelled leaves nothing", () => {
  const { table, shape } = withShape();
  const before = table.state.shapes[0];
  const gesture = openGesture(table.room);
  gesture.update((doc) => {
    const dragged = doc.shapes.get(shape);
    if (dragged !== undefined) dragged.x = 5;
    doc.shapes.push({ color: "new" });
  });
  table.link.take();
  gesture.cancel();
  expect(table.state.shapes).toEqual([before]);
  expect(table.link.take()).toEqual([{ type: "preview", room: ROOM, gesture: 1, ops: null }]);
  gesture.cancel();
  expect(() => gesture.update(() => undefined)).toThrow("The gesture is over");
  expect(() => gesture.commit()).toThrow("The gesture is over");
});

test("[R101] a step of a gesture that throws is taken back, the steps before stay", () => {
  const { table } = withShape();
  const gesture = openGesture(table.room);
  gesture.update((doc) => void (doc.title = "first"));
  expect(() =>
    gesture.update((doc) => {
      doc.title = "second";
      doc.shapes.push({});
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(table.state).toMatchObject({ title: "first", shapes: [{ color: "red" }] });
});

test("[R101] what others commit meanwhile comes under the gesture", () => {
  const { table, shape } = withShape();
  const gesture = openGesture(table.room);
  gesture.update((doc) => {
    const dragged = doc.shapes.get(shape);
    if (dragged !== undefined) dragged.x = 5;
  });
  table.commit({
    shapes: [set(shape, 99), { op: "set", id: shape, field: "color", value: "blue" }],
  });
  expect(table.state.shapes[0]).toMatchObject({ x: 5, color: "blue" });
  table.room.update((doc) => void (doc.title = "beside it"));
  gesture.cancel();
  expect(table.state).toMatchObject({ title: "beside it", shapes: [{ x: 99, color: "blue" }] });
});

test("[R101] records that a gesture makes keep their ids when it ends", () => {
  const { table } = withShape();
  const gesture = openGesture(table.room);
  const id = gesture.update((doc) => doc.shapes.push({ color: "new" }));
  table.room.update((doc) => doc.shapes.push({ color: "other" }));
  gesture.commit();
  expect(id).toBe(`${CLIENT}.0.0`);
  expect(table.state.shapes.map((shape) => shape.id)).toContain(id);
  const second = openGesture(table.room);
  expect(second.update((doc) => doc.shapes.push({}))).toBe(`${CLIENT}.0.1`);
});

test("[R101] a long drag between lists stays one move", () => {
  const { table, shape } = withShape();
  table.room.update((doc) => doc.shapes.push({}));
  table.ack(1);
  const gesture = openGesture(table.room);
  for (let i = 0; i < 20; i++)
    gesture.update((doc) => doc.shapes.move(shape, i % 2 === 0 ? "end" : "start"));
  for (let i = 0; i < 20; i++) gesture.update((doc) => doc.votes.add());
  table.link.take();
  gesture.commit();
  expect(table.link.taken("change")[0]?.ops).toEqual({
    shapes: [{ op: "move", id: shape, in: { of: "root", field: "shapes" }, at: "start" }],
    votes: [{ op: "add", id: "root", field: "votes", by: 20 }],
  });
});

test("[R669] a gesture that wrote nothing ends without a change", async () => {
  const { table } = withShape();
  table.link.take();
  const gesture = openGesture(table.room);
  await gesture.commit().committed;
  expect(table.link.taken("change")).toEqual([]);
});

test("[R101] a gesture that is refused goes to the rejected ones", () => {
  const { table, shape } = withShape();
  const gesture = openGesture(table.room);
  gesture.update((doc) => doc.shapes.delete(shape));
  expect(table.state.shapes).toEqual([]);
  gesture.commit();
  table.refuse(1);
  expect(table.state.shapes).toHaveLength(1);
  expect(table.room.rejected.get()[0]?.ops).toEqual({ shapes: [{ op: "delete", id: shape }] });
});

test("[R102] a gesture outlives a break: shown again when it goes on, taken back when it does not", () => {
  const { table } = withShape();
  const gone = openGesture(table.room);
  gone.update((doc) => void (doc.title = "gone"));
  const stays = openGesture(table.room);
  stays.update((doc) => doc.votes.add(3));
  table.link.drop();
  gone.cancel();
  stays.update((doc) => doc.votes.add(1));
  table.redial();
  table.welcome();
  table.link.take();
  table.join({ from: 30, state: { votes: { value: 10 } } });
  expect(table.state).toMatchObject({ title: "untitled", votes: 14 });
  table.clock.pass(33);
  expect(table.link.taken("preview")).toEqual([
    { type: "preview", room: ROOM, gesture: 1, ops: null },
    {
      type: "preview",
      room: ROOM,
      gesture: 2,
      ops: { votes: [{ op: "add", id: "root", field: "votes", by: 4 }] },
      at: 0,
    },
  ]);
});

test("[R103] others' gestures are in the view until they end", () => {
  const { table, shape } = withShape();
  const seen = vi.fn<(...args: unknown[]) => void>();
  table.room.subscribe((state) => state.shapes[0]?.x, seen);
  table.tick([{ ...person("bobsclient000"), previews: { "1": { shapes: [set(shape, 5)] } } }]);
  table.tick([{ client: "bobsclient000", previews: { "1": { shapes: [set(shape, 6)] } } }]);
  table.tick([{ client: CLIENT, previews: { "1": { shapes: [set(shape, 77)] } } }]);
  expect(table.state.shapes[0]?.x).toBe(6);
  table.commit({ shapes: [set(shape, 6)] });
  table.tick([{ client: "bobsclient000", previews: { "1": null } }]);
  expect(seen.mock.calls).toEqual([[5], [6]]);
});

test("[R103] under the own changes, and gone with whoever made them", () => {
  const { table, shape } = withShape();
  table.room.update((doc) => {
    const own = doc.shapes.get(shape);
    if (own !== undefined) own.x = 1;
  });
  table.tick([
    {
      ...person("bobsclient000"),
      previews: {
        "1": {
          shapes: [set(shape, 5)],
          title: [{ op: "set", id: "root", field: "title", value: "b" }],
        },
      },
    },
  ]);
  expect(table.state).toMatchObject({ title: "b", shapes: [{ x: 1 }] });
  table.tick([], ["bobsclient000"]);
  expect(table.state.title).toBe("untitled");
  table.tick([
    {
      ...person("bobsclient000"),
      previews: { "2": { title: [{ op: "set", id: "root", field: "title", value: "c" }] } },
    },
  ]);
  expect(table.state.title).toBe("c");
  // A keyframe without the gesture.
  table.say({ type: "tick", room: ROOM, people: [person("bobsclient000")], gone: [], all: true });
  expect(table.state.title).toBe("untitled");
  table.tick([
    {
      client: "bobsclient000",
      previews: { "3": { title: [{ op: "set", id: "root", field: "title", value: "d" }] } },
    },
  ]);
  table.reconnect();
  expect(table.state.title).toBe("d");
  table.resume([], { people: [person("bobsclient000")] });
  expect(table.state.title).toBe("untitled");
});

test("[R303] a gesture above the server's limit is not sent, the app hears so once, and its change commits", async () => {
  const table = new ScriptedRoom()
    .beside(person("bob"))
    .welcome({ limits: { message: 2 ** 21, inFlight: 16, preview: 500 } })
    .join();
  table.link.take();
  const gesture = openGesture(table.room);
  const title = async (length: number): Promise<void> => {
    gesture.update((doc) => void (doc.title = "x".repeat(length)));
    await Promise.resolve();
    table.clock.pass(50);
  };
  for (const length of [10, 1000, 1001]) await title(length);
  expect(table.link.taken("preview").map(({ ops }) => ops === null)).toEqual([false, true]);
  expect(table.errors).toEqual([expect.objectContaining({ code: "limit.preview" })]);
  await title(20);
  expect(table.link.taken("preview").map(({ ops }) => ops === null)).toEqual([false]);
  await title(1000);
  table.link.take();
  gesture.commit();
  expect(table.link.taken("change")).toMatchObject([{ gesture: 1 }]);
  expect(table.errors).toHaveLength(2);
});

test("[R303] what the server does not show reaches the app's onError, and nothing else changes", () => {
  const { table } = withShape();
  table.say({ type: "notice", room: ROOM, code: "limit.presence", message: "Too much" });
  expect(table.errors).toEqual([
    expect.objectContaining({
      code: "limit.presence",
      message: "Too much (docs/errors.md#limit.presence)",
    }),
  ]);
  expect(table.room.status.get()).toMatchObject({ name: "live", saved: "server" });
});
