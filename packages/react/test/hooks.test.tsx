// @vitest-environment node
/* oxlint-disable unicorn/consistent-function-scoping -- a component stands in the test it is about */
import "./page.ts";
import { createHooks, ClientProvider, useUndo } from "@alongside/react";
import type { Client } from "@alongside/client";
import { StrictMode, Suspense, Component } from "react";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { click, pause, Tasks, World } from "./world.tsx";

const {
  RoomProvider,
  suspense,
  useBroadcast,
  useCollaboration,
  useEvent,
  useMutations,
  useMyPresence,
  useOthers,
  usePeople,
  useRejected,
  useRoom,
  useStatus,
  useStorage,
  useUpdate,
} = createHooks(Tasks);

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => {
  await world.close();
  vi.restoreAllMocks();
});

/** A room of somebody who is not on the page. */
async function somebody(id = "home") {
  const room = world.client().join(Tasks, id);
  await room.ready;
  return room;
}

function inRoom(client: Client, children: ReactNode, id = "home"): ReactNode {
  return (
    <ClientProvider client={client}>
      <RoomProvider id={id}>{children}</RoomProvider>
    </ClientProvider>
  );
}

test("[R110] useCollaboration gives storage, users, selections, update, mutate and status in one line, without a provider of the room", async () => {
  function App() {
    const { title, tasks, users, selections, update, mutate, status } = useCollaboration("home");
    return (
      <>
        <p>
          {title}: {tasks?.map((task) => `${task.text}${task.done ? "!" : ""}`).join(",")} users{" "}
          {users.length} selections {selections.map(({ ids }) => ids.join("+")).join()}{" "}
          {status.name}
        </p>
        <button
          type="button"
          onClick={() => {
            const { local } = update((doc) => doc.tasks.push({ text: "tea" }));
            mutate.finish({ id: local });
          }}
        />
      </>
    );
  }
  const page = world.show(
    <ClientProvider client={world.client()}>
      <App />
    </ClientProvider>,
  );
  expect(page.text).toBe(":  users 0 selections  connecting");
  await expect.poll(() => page.text).toContain("live");
  click(page);
  expect(page.text).toContain("Tasks: tea!");
  const ada = await somebody();
  ada.presence.set({ selection: ["x", "y"] });
  await expect.poll(() => page.text).toContain("users 2 selections x+y");
});

test("[R111] useCollaboration renders for storage and people, not for cursors that move", async () => {
  const render = vi.fn<() => void>();
  function App() {
    const { tasks, users } = useCollaboration("home");
    render();
    return (
      <p>
        {tasks?.length} of {users.length}
      </p>
    );
  }
  const page = world.show(
    <ClientProvider client={world.client()}>
      <App />
    </ClientProvider>,
  );
  const ada = await somebody();
  await expect.poll(() => page.text).toBe("0 of 2");
  await pause(50);
  const before = render.mock.calls.length;
  for (let x = 0; x < 10; x++) {
    ada.presence.set({ cursor: { x, y: 0 } });
    await pause(20);
  }
  expect(render.mock.calls.length).toBe(before);
  ada.update((doc) => doc.tasks.push({ text: "tea" }));
  await expect.poll(() => page.text).toBe("1 of 2");
});

test("[R112] useStorage renders only when what it selects becomes another value", async () => {
  const render = vi.fn<() => void>();
  function Count() {
    const count = useStorage((storage) => storage.tasks.length);
    render();
    return <p>{count ?? "loading"}</p>;
  }
  const ada = await somebody();
  const { local: id } = ada.update((doc) => doc.tasks.push({ text: "tea" }));
  const page = world.show(inRoom(world.client(), <Count />));
  await expect.poll(() => page.text).toBe("1");
  const before = render.mock.calls.length;
  await ada.update((doc) => {
    const task = doc.tasks.get(id);
    if (task) task.text = "coffee";
  }).committed;
  await pause(60);
  expect(render.mock.calls.length).toBe(before);
  ada.update((doc) => doc.tasks.push({ text: "cake" }));
  await expect.poll(() => page.text).toBe("2");
  expect(render.mock.calls.length).toBe(before + 1);
});

test("[R113] a selection made anew that is equal stays the same object", async () => {
  const seen = new Set<unknown>();
  function Open() {
    const texts = useStorage(
      (storage) => storage.tasks.map((task) => task.text),
      // Not asked before the room is here, when there is nothing to compare.
      (a, b) => a.join() === b.join(),
    );
    seen.add(texts);
    return <p>{texts?.join()}</p>;
  }
  const ada = await somebody();
  const { local: id } = ada.update((doc) => doc.tasks.push({ text: "tea" }));
  const page = world.show(inRoom(world.client(), <Open />));
  await expect.poll(() => page.text).toBe("tea");
  await ada.mutate.finish({ id }).committed;
  page.show(inRoom(world.client(), <Open />));
  await expect.poll(() => page.text).toBe("tea");
  expect([...seen].filter((texts) => texts !== undefined).length).toBeLessThanOrEqual(2);
});

test("[R114] StrictMode and a quick way back keep one membership of the room; going away for good leaves it", async () => {
  const ada = await somebody();
  const client = world.client();
  function App() {
    return <p>{useCollaboration("home").users.length}</p>;
  }
  const shown = (
    <StrictMode>
      <ClientProvider client={client}>
        <App />
      </ClientProvider>
    </StrictMode>
  );
  const page = world.show(shown);
  await expect.poll(() => page.text).toBe("2");
  await expect.poll(() => ada.people.get().length).toBe(2);
  const people = vi.fn<() => void>();
  ada.people.subscribe(people);
  page.show(<p>elsewhere</p>);
  await pause(200);
  page.show(shown);
  await pause(1300);
  expect(page.text).toBe("2");
  expect(people).not.toHaveBeenCalled();
  page.show(<p>elsewhere</p>);
  await expect.poll(() => ada.people.get().length, { timeout: 4000 }).toBe(1);
});

test("[R115] useOthers shows who matters: an unchanged selection of them renders nothing", async () => {
  const render = vi.fn<() => void>();
  function Who() {
    const names = useOthers((others) => others.map(({ user }) => user.name));
    render();
    return <p>{names.length}</p>;
  }
  const page = world.show(inRoom(world.client(), <Who />));
  const ada = await somebody();
  await expect.poll(() => page.text).toBe("1");
  await pause(50);
  const before = render.mock.calls.length;
  ada.presence.set({ cursor: { x: 1, y: 1 } });
  await pause(80);
  expect(render.mock.calls.length).toBe(before);
});

test("[R116] a refused change is listed with its reason until it is discarded, and is off the screen", async () => {
  function App() {
    const rejected = useRejected();
    const tasks = useStorage((storage) => storage.tasks);
    const update = useUpdate();
    const status = useStatus();
    return (
      <>
        <p>
          {tasks?.length} {status.saved === "server" ? "saved" : "saving"}{" "}
          {rejected.map((change) => change.message).join()}
        </p>
        <button
          type="button"
          id="rude"
          onClick={() => update((doc) => doc.tasks.push({ text: "rude" }))}
        />
        <button type="button" id="discard" onClick={() => rejected[0]?.discard()} />
      </>
    );
  }
  const page = world.show(inRoom(world.client(), <App />));
  await expect.poll(() => page.text).toContain("0 saved");
  click(page, "#rude");
  expect(page.text).toBe("1 saving ");
  await expect.poll(() => page.text).toBe("0 saved Be kind.");
  click(page, "#discard");
  expect(page.text).toBe("0 saved ");
});

test("[R117] presence, people, mutations and events have hooks of their own", async () => {
  const heard = vi.fn<(body: string) => void>();
  function App() {
    const [presence, setPresence] = useMyPresence();
    const people = usePeople();
    const mutate = useMutations();
    const broadcast = useBroadcast();
    const id = useStorage((storage) => storage.tasks[0]?.id);
    const done = useStorage((storage) => storage.tasks[0]?.done);
    useEvent("cheer", heard);
    return (
      <>
        <p>
          {presence.cursor?.x} {people.filter((person) => person.self).length} {String(done)}
        </p>
        <button
          type="button"
          onClick={() => {
            setPresence({ cursor: { x: 7, y: 7 } });
            if (id) mutate.finish({ id });
            broadcast("cheer", "hello");
          }}
        />
      </>
    );
  }
  const ada = await somebody();
  ada.update((doc) => doc.tasks.push({ text: "tea" }));
  const cheers = vi.fn<(body: string) => void>();
  ada.on("cheer", (body) => cheers(body));
  const page = world.show(inRoom(world.client(), <App />));
  await expect.poll(() => page.text).toBe(" 1 false");
  click(page);
  expect(page.text).toBe("7 1 true");
  await expect.poll(() => cheers.mock.calls.length).toBeGreaterThan(0);
  expect(cheers).toHaveBeenCalledWith("hello");
  ada.broadcast("cheer", "back");
  await expect.poll(() => heard.mock.calls.length).toBeGreaterThan(0);
  expect(heard.mock.calls[0]?.[0]).toBe("back");
});

test("[R245] [R593] useUndo takes back what this page did, and says when there is something to take back and who is in the way", async () => {
  const ben = await somebody();
  function App() {
    const room = useRoom();
    const { undo, redo, canUndo, canRedo, changed } = useUndo(room);
    const tasks = useStorage((storage) => storage.tasks);
    return (
      <>
        <p>
          {tasks?.map((task) => task.text).join()} {canUndo ? "can undo" : "-"}{" "}
          {canRedo ? "can redo" : "-"} {changed?.message}
        </p>
        <button
          type="button"
          className="add"
          onClick={() => room.update((doc) => void doc.tasks.push({ text: "tea" }))}
        />
        <button type="button" className="undo" onClick={undo} />
        <button type="button" className="redo" onClick={redo} />
      </>
    );
  }
  const page = world.show(inRoom(world.client(), <App />));
  ben.update((doc) => void doc.tasks.push({ text: "milk" }));
  await vi.waitFor(() => expect(page.text).toBe("milk - - "));
  click(page, ".add");
  expect(page.text).toBe("milk,tea can undo - ");
  click(page, ".undo");
  expect(page.text).toBe("milk - can redo ");
  click(page, ".redo");
  expect(page.text).toBe("milk,tea can undo - ");
  await vi.waitFor(() => expect(ben.get()?.tasks).toHaveLength(2));
  ben.update((doc) => doc.tasks.delete(doc.tasks.at(1)?.id ?? ""));
  await vi.waitFor(() => expect(page.text).toBe("milk can undo - "));
  click(page, ".undo");
  expect(page.text).toMatch(/^milk - - .+ has changed this since$/);
});

test("[R118] the suspense hooks wait for the room and then never answer undefined", async () => {
  const seen: number[] = [];
  function Count() {
    const { tasks } = suspense.useCollaboration();
    const count = suspense.useStorage((storage) => storage.tasks.length);
    seen.push(tasks.length - count);
    return <p>{count} tasks</p>;
  }
  const ada = await somebody();
  await ada.update((doc) => doc.tasks.push({ text: "tea" })).committed;
  const page = world.show(
    inRoom(
      world.client(),
      <Suspense fallback="wait">
        <Count />
      </Suspense>,
    ),
  );
  expect(page.text).toBe("wait");
  await expect.poll(() => page.text).toBe("1 tasks");
  expect(new Set(seen)).toEqual(new Set([0]));
});

test("[R119] a room that is refused reaches the error boundary of the suspense hooks", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  class Boundary extends Component<{ readonly children: ReactNode }, { readonly error?: Error }> {
    override state: { readonly error?: Error } = {};
    static getDerivedStateFromError(error: Error) {
      return { error };
    }
    override render(): ReactNode {
      return this.state.error ? `refused: ${this.state.error.name}` : this.props.children;
    }
  }
  function Count() {
    return <p>{suspense.useStorage((storage) => storage.tasks.length)}</p>;
  }
  const page = world.show(
    inRoom(
      world.client(),
      <Boundary>
        <Suspense fallback="wait">
          <Count />
        </Suspense>
      </Boundary>,
      "secret",
    ),
  );
  await expect.poll(() => page.text).toBe("refused: Refused");
});

test("[R120] what a server rendered and what the page renders first are the same, and the room fills in afterwards", async () => {
  function App() {
    const { tasks, users, status } = useCollaboration("home");
    return (
      <p>
        {tasks?.length ?? "loading"} {users.length} {status.name}
      </p>
    );
  }
  const client = world.client();
  const app = (
    <ClientProvider client={client}>
      <App />
    </ClientProvider>
  );
  const html = renderToString(app);
  expect(html.replaceAll("<!-- -->", "")).toBe("<p>loading 0 connecting</p>");
  const errors = vi.spyOn(console, "error");
  const page = world.hydrate(html, app);
  await expect.poll(() => page.text).toBe("0 1 live");
  expect(errors).not.toHaveBeenCalled();
});

test("[R121] another id is another room: the hooks move over", async () => {
  const ada = await somebody("there");
  ada.update((doc) => doc.tasks.push({ text: "tea" }));
  const client = world.client();
  function Count() {
    const room = useRoom();
    return (
      <p>
        {room.id} {useStorage((storage) => storage.tasks.length)}
      </p>
    );
  }
  const page = world.show(inRoom(client, <Count />, "here"));
  await expect.poll(() => page.text).toBe("here 0");
  page.show(inRoom(client, <Count />, "there"));
  await expect.poll(() => page.text).toBe("there 1");
});

test("[R122] a hook without a room says what is missing", () => {
  function Count() {
    return <p>{useStorage((storage) => storage.tasks.length)}</p>;
  }
  expect(() => renderToString(<Count />)).toThrow(
    'A "tasks" hook needs a RoomProvider above it, or an id',
  );
});
