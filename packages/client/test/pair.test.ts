import { toJSON } from "@alongside/core";
import { openGesture } from "../src/index.ts";
import { expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

/** A server, Ann and Bob in one room. */
async function pair(): Promise<{
  readonly server: InMemoryServer;
  readonly ann: TestPage;
  readonly bob: TestPage;
}> {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(50);
  expect([ann.room.status.get().name, bob.room.status.get().name]).toEqual(["live", "live"]);
  return { server, ann, bob };
}

function text({ room }: TestPage): string {
  return JSON.stringify(toJSON(room.get()));
}

test("[R90] two people draw, and see the same", async () => {
  const { server, ann, bob } = await pair();
  const { local: id, committed } = ann.room.update((doc) =>
    doc.shapes.push({ color: "red", notes: [{ body: "hi" }] }),
  );
  const view = ann.room.get();
  await server.pass(20);
  await committed;
  expect(ann.room.get()).toBe(view);
  expect(bob.room.get()?.shapes).toEqual(ann.room.get()?.shapes);
  const painted = bob.room.mutate.paint({ id, color: "green" });
  await server.pass(20);
  await painted.committed;
  expect(ann.room.get()?.shapes[0]?.color).toBe("green");
  expect(text(ann)).toBe(text(bob));
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
});

test("[R91, R661] a refused change was never seen by anybody else, and its author's later work stays", async () => {
  const { server, ann, bob } = await pair();
  const seen: unknown[] = [];
  ann.room.subscribe((state) => seen.push(state.title));
  const rude = bob.room.update((doc) => void (doc.title = "rude"));
  const later = bob.room.update((doc) => doc.votes.add(2));
  await server.pass(20);
  await expect(rude.committed).rejects.toMatchObject({ code: "manners", message: "Be kind" });
  await later.committed;
  expect(bob.room.get()).toMatchObject({ title: "untitled", votes: 2 });
  expect(seen).not.toContain("rude");
  bob.room.rejected.get()[0]?.resubmit((doc) => void (doc.title = "kind"));
  await server.pass(20);
  expect(ann.room.get()?.title).toBe("kind");
});

test("[R89] whatever breaks between a change and its answer, it is there once", async () => {
  const { server, ann, bob } = await pair();
  let votes = 0;
  for (let delay = 0; delay < 8; delay++) {
    votes += 3;
    for (let i = 0; i < 3; i++) ann.room.update((doc) => doc.votes.add());
    await server.pass(delay);
    if (delay % 2 === 0) ann.cut();
    else server.restart();
    await server.pass(6000);
    expect([ann.room.get()?.votes, bob.room.get()?.votes]).toEqual([votes, votes]);
  }
  expect(ann.room.status.get()).toMatchObject({ name: "live", saved: "server" });
  expect(server.errors).toEqual([]);
});

test("[R92] a shape that was refused, and what was done to it meanwhile, comes back in one piece", async () => {
  const { server, ann, bob } = await pair();
  const { local: id } = ann.room.update((doc) => doc.shapes.push({ color: "rude" }));
  ann.room.update((doc) => {
    const shape = doc.shapes.get(id);
    if (shape !== undefined) shape.color = "kind";
  });
  await server.pass(20);
  expect(ann.room.get()?.shapes).toEqual([]);
  expect(ann.room.status.get().saved).toBe("server");
  ann.room.rejected.get()[0]?.resubmit((doc) => void doc.shapes.push({ color: "blue" }));
  await server.pass(20);
  expect(bob.room.get()?.shapes).toMatchObject([{ color: "kind" }]);
  expect(text(ann)).toBe(text(bob));
});

test("[R103] a drag is seen by the others while it lasts, and stays where it ended", async () => {
  const { server, ann, bob } = await pair();
  const { local: id } = ann.room.update((doc) => doc.shapes.push({}));
  await server.pass(20);
  const seen: unknown[] = [];
  bob.room.subscribe(
    (state) => state.shapes[0]?.x,
    (x) => seen.push(x),
  );
  const gesture = openGesture(ann.room);
  const drag = (x: number): void =>
    gesture.update((doc) => {
      const shape = doc.shapes.get(id);
      if (shape !== undefined) shape.x = x;
    });
  for (const x of [10, 20, 30]) {
    drag(x);
    await server.pass(40);
  }
  const made = gesture.update((doc) => doc.shapes.push({ color: "new" }));
  await server.pass(50);
  expect(bob.room.get()?.shapes.map((shape) => shape.id)).toEqual([id, made]);
  await Promise.all([gesture.commit().committed, server.pass(100)]);
  expect(seen).toEqual([10, 20, 30]);
  expect(text(ann)).toBe(text(bob));
  // Made in a gesture, and written to like any other.
  bob.room.update((doc) => doc.shapes.delete(made));
  await server.pass(20);
  expect(ann.room.get()?.shapes).toHaveLength(1);
});

test("[R102] a gesture taken back while the link was down is taken back on every screen", async () => {
  const { server, ann, bob } = await pair();
  const gesture = openGesture(ann.room);
  gesture.update((doc) => void (doc.title = "dragging"));
  await server.pass(50);
  expect(bob.room.get()?.title).toBe("dragging");
  ann.cut();
  gesture.cancel();
  await server.pass(1000);
  expect(bob.room.get()?.title).toBe("untitled");
});

test("[R105] who blinks never flickers, who leaves is gone at once, who crashes within the grace time", async () => {
  const { server, ann, bob } = await pair();
  bob.room.presence.set({ cursor: { x: 1, y: 2 } });
  await server.pass(50);
  const seen: number[] = [];
  ann.room.others.subscribe((others) => seen.push(others.length));
  const [before] = ann.room.others.get();
  expect(before).toMatchObject({ user: { id: "bob" }, presence: { cursor: { x: 1, y: 2 } } });
  bob.cut();
  await server.pass(1000);
  expect(bob.room.status.get().name).toBe("live");
  expect(ann.room.others.get()[0]).toBe(before);
  bob.page.happen("gone");
  await server.pass(50);
  expect(ann.room.others.get()).toEqual([]);
  const here = (): unknown[] => ann.room.people.get().map(({ user, self }) => [user.id, self]);
  expect(here()).toEqual([
    ["bob", false],
    ["ann", true],
  ]);
  await server.pass(2000);
  expect(here()).toEqual([["ann", true]]);
  expect(seen).toEqual([0]);
});

test("[R100] who leaves a room and comes back writes on", async () => {
  const { server, ann, bob } = await pair();
  ann.room.update((doc) => doc.votes.add());
  const first = openGesture(ann.room);
  first.update((doc) => doc.shapes.push({}));
  first.commit();
  await server.pass(20);
  ann.room.leave();
  await server.pass(50);
  expect(bob.room.others.get()).toEqual([]);
  const again = ann.client.join(ann.room.definition, "r");
  await server.pass(50);
  const second = openGesture(again);
  second.update((doc) => doc.shapes.push({}));
  await Promise.all([
    again.update((doc) => doc.votes.add()).committed,
    second.commit().committed,
    server.pass(20),
  ]);
  expect(bob.room.get()?.votes).toBe(2);
  expect(bob.room.get()?.shapes).toHaveLength(2);
  expect(server.errors).toEqual([]);
});

test("[R96] who loses the right to write keeps what was not saved, to look at", async () => {
  const { server, ann, bob } = await pair();
  server.readers.add("ann");
  ann.cut();
  const lost = ann.room.update((doc) => doc.votes.add(9));
  await server.pass(1000);
  await expect(lost.committed).rejects.toMatchObject({ code: "auth.read-only" });
  expect([ann.room.get()?.votes, bob.room.get()?.votes]).toEqual([0, 0]);
  expect(ann.room.status.get()).toMatchObject({ name: "live", saved: "server" });
  bob.room.update((doc) => doc.votes.add());
  await server.pass(20);
  expect(ann.room.get()?.votes).toBe(1);
  server.readers.delete("ann");
  ann.cut();
  await server.pass(1000);
  ann.room.rejected.get()[0]?.retry();
  await server.pass(20);
  expect(bob.room.get()?.votes).toBe(10);
});

test("[R108] a wave reaches everybody else", async () => {
  const { server, ann, bob } = await pair();
  const heard: unknown[] = [];
  ann.room.on("wave", (body, from) => heard.push(["ann", body, from?.user.id]));
  bob.room.on("wave", (body) => heard.push(["bob", body]));
  bob.room.broadcast("wave", "hello");
  await server.pass(20);
  expect(heard).toEqual([["ann", "hello", "bob"]]);
});
