// @vitest-environment node
/* oxlint-disable unicorn/consistent-function-scoping -- a component stands in the test it is about */
import "./page.ts";
import {
  ClientProvider,
  createHooks,
  type GestureTools,
  useCursors,
  useGesture,
} from "@alongside/react";
import { defineRoom, point, value } from "@alongside/core";
import { createServer } from "@alongside/server";
import { StrictMode, type ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pause, Tasks, World } from "./world.tsx";

const Square = defineRoom("square", {
  version: 1,
  presence: { cursor: point() },
  storage: { title: value("") },
});
const square = createHooks(Square);

const { RoomProvider, useMyPresence, useOther, useOthersIds, useRights, useRoom, useSelf } =
  createHooks(Tasks);

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => {
  await world.close();
});

async function somebody() {
  const room = world.client().join(Tasks, "home");
  await room.ready;
  return room;
}

function show(children: ReactNode) {
  return world.show(
    <StrictMode>
      <ClientProvider client={world.client()}>
        <RoomProvider id="home">{children}</RoomProvider>
      </ClientProvider>
    </StrictMode>,
  );
}

test("[R1092] each hook says what it is about, and renders for nothing else", async () => {
  const [ann, ben] = [await somebody(), await somebody()];
  ann.presence.set({ cursor: { x: 1, y: 1 } });
  const renders: true[] = [];
  function Who() {
    const ids = useOthersIds();
    const first = useOther(ids[0] ?? "", ({ presence }) => presence.selection?.join("+"));
    renders.push(true);
    return `${ids.length} ${first ?? "nothing"} ${useSelf()?.name === undefined} ${String(useRights()?.write)}`;
  }
  const page = show(<Who />);
  await vi.waitFor(() => expect(page.text).toBe("2 nothing false true"));
  await pause(80);
  const before = renders.length;
  ann.presence.set({ cursor: { x: 5, y: 1 } });
  ben.presence.set({ cursor: { x: 5, y: 1 }, selection: ["b"] });
  await pause(150);
  expect(renders).toHaveLength(before);
  ann.presence.set({ selection: ["a"] });
  await vi.waitFor(() => expect(page.text).toBe("2 a false true"));
  ben.leave();
  await vi.waitFor(() => expect(page.text).toBe("1 a false true"));
});

test("[R1093] the initial presence is there from the first render on, here and to the others, under what was set", async () => {
  const ann = await somebody();
  const seen: string[] = [];
  const sets: ((patch: { readonly selection: string[] }) => void)[] = [];
  function Mine() {
    const [mine, setMine] = useMyPresence({ cursor: null, selection: ["first"] });
    sets.push(setMine);
    seen.push(JSON.stringify(mine));
    return null;
  }
  show(<Mine />);
  expect(seen[0]).toBe('{"cursor":null,"selection":["first"]}');
  await vi.waitFor(() =>
    expect(ann.others.get()[0]?.presence).toEqual({ cursor: null, selection: ["first"] }),
  );
  sets[0]?.({ selection: ["second"] });
  await vi.waitFor(() => expect(ann.others.get()[0]?.presence.selection).toEqual(["second"]));
  expect(seen.at(-1)).toBe('{"cursor":null,"selection":["second"]}');
});

test("[R1094] cursors move elements without a render, and nothing once they are gone", async () => {
  const ann = await somebody();
  ann.presence.set({ cursor: { x: 1, y: 2 } });
  const renders: true[] = [];
  function Cursors() {
    const cursor = useCursors(useRoom(), (presence) => presence.cursor, {
      toScreen: ({ x, y }) => ({ x: x * 2, y: y * 2 }),
    });
    renders.push(true);
    return useOthersIds().map((client) => <i key={client} ref={cursor(client)} />);
  }
  const page = show(<Cursors />);
  const transform = () => page.element.querySelector("i")?.style.transform;
  await vi.waitFor(() => expect(transform()).toBe("translate(2px, 4px)"));
  const before = renders.length;
  ann.presence.set({ cursor: { x: 50, y: 20 } });
  await vi.waitFor(() => expect(transform()).toBe("translate(100px, 40px)"));
  expect(renders).toHaveLength(before);
  const element = page.element.querySelector("i");
  page.show(null);
  ann.presence.set({ cursor: { x: 60, y: 20 } });
  await pause(150);
  expect(element?.style.transform).toBe("translate(100px, 40px)");
});

test("[R1095] a gesture begins with its first update, has the same functions every time, and is taken back when its component goes", async () => {
  const ann = await somebody();
  const given: GestureTools<typeof Tasks>[] = [];
  function Drag() {
    given.push(useGesture(useRoom()));
    return useRights()?.write === true ? "ready" : "";
  }
  const page = show(<Drag />);
  await vi.waitFor(() => expect(page.text).toBe("ready"));
  const gesture = given.at(-1) as GestureTools<typeof Tasks>;
  expect(given.at(-2)).toBe(gesture);
  expect(gesture.commit()).toBeUndefined();
  gesture.update((doc) => void (doc.title = "dragged"));
  await vi.waitFor(() => expect(ann.get()?.title).toBe("dragged"));
  await gesture.commit()?.committed;
  gesture.update((doc) => void (doc.title = "dragged on"));
  await vi.waitFor(() => expect(ann.get()?.title).toBe("dragged on"));
  page.show(null);
  await vi.waitFor(() => expect(ann.get()?.title).toBe("dragged"));
});

test("[R1140] in a very large room the page shows how many there are, and nothing once they are few", async () => {
  const limits = { crowdSeats: 2, watchedSeats: 2 };
  const server = createServer({ rooms: [Square], limits, log: () => {} });
  const { port } = await server.listen(0);
  const there = new World(server, `ws://127.0.0.1:${port}/live`);
  try {
    function Count() {
      const crowd = square.useCrowd();
      return crowd === undefined ? "few" : `${crowd.people} people`;
    }
    const page = there.show(
      <ClientProvider client={there.client()}>
        <square.RoomProvider id="main">
          <Count />
        </square.RoomProvider>
      </ClientProvider>,
    );
    expect(page.text).toBe("few");
    const others = [there.client(), there.client()].map((client) => client.join(Square, "main"));
    await vi.waitFor(() => expect(page.text).toBe("3 people"), 5000);
    for (const room of others) room.leave();
    await vi.waitFor(() => expect(page.text).toBe("few"), 5000);
  } finally {
    await there.close();
  }
});
