// @vitest-environment node
/* oxlint-disable unicorn/consistent-function-scoping -- a component stands in the test it is about */
import "./page.ts";
import { ClientProvider, createHooks } from "@alongside/react";
import { toJSON } from "@alongside/core";
import type { JsonOf, StorageOf } from "@alongside/core";
import { Component, Suspense } from "react";
import type { ReactNode } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { click, Tasks, World } from "./world.tsx";

const { RoomProvider, suspense, useCollaboration, useStatus } = createHooks(Tasks);

type TasksJson = JsonOf<StorageOf<typeof Tasks>>;

let world: World;
beforeEach(async () => {
  // React warns of one process that is both server and page.
  const { error } = console;
  vi.spyOn(console, "error").mockImplementation((...given: unknown[]) => {
    if (!String(given[0]).startsWith("Detected multiple renderers")) error(...given);
  });
  world = await World.open();
});
afterEach(async () => {
  await world.close();
  vi.restoreAllMocks();
});

/** Streams `node` as a server does, where there is no document. Where that waits for ever, so does the test. */
async function render(node: ReactNode): Promise<{ html: string; errors: readonly unknown[] }> {
  const errors: unknown[] = [];
  const { document } = globalThis;
  Reflect.deleteProperty(globalThis, "document");
  try {
    const html = await new Promise<string>((resolve, reject) => {
      const out = renderToPipeableStream(node, {
        onShellError: reject,
        onError(error) {
          errors.push(error);
          return (error as { digest?: string }).digest;
        },
        onAllReady: () => void text(out.pipe(new PassThrough())).then(resolve, reject),
      });
    });
    return { html, errors };
  } finally {
    Object.defineProperty(globalThis, "document", { value: document, configurable: true });
  }
}

/** Every text the page shows from now on. */
function watch(element: HTMLElement): Set<string> {
  const seen = new Set([element.textContent ?? ""]);
  const timer = setInterval(() => seen.add(element.textContent ?? ""), 1);
  setTimeout(() => clearInterval(timer), 5000);
  return seen;
}

function Titles(): ReactNode {
  const { tasks, update } = suspense.useCollaboration();
  const title = suspense.useStorage((storage) => storage.title);
  return (
    <p>
      {`${title}: ${tasks.map((task) => task.text).join()}`}
      <button type="button" onClick={() => update((doc) => doc.tasks.push({ text: "cake" }))} />
    </p>
  );
}

function Status(): ReactNode {
  return <i>{useStatus().name}</i>;
}

function app(client: ReturnType<World["client"]>, initialStorage?: TasksJson, id = "home") {
  return (
    <ClientProvider client={client}>
      <RoomProvider id={id} initialStorage={initialStorage}>
        <Suspense fallback={<b>wait</b>}>
          <Titles />
        </Suspense>
        <Status />
      </RoomProvider>
    </ClientProvider>
  );
}

/** Somebody writes a task; what storage is then, as a server sends it to a page. */
async function written(): Promise<TasksJson> {
  const room = world.client().join(Tasks, "home");
  await room.ready;
  await room.update((doc) => void doc.tasks.push({ text: "tea" })).committed;
  return JSON.parse(JSON.stringify(toJSON(room.get()))) as TasksJson;
}

test("[R370] a server streams the fallback of what suspends, does not wait, and says so as Next understands; the page renders the rest", async () => {
  await written();
  const client = world.client();
  const join = vi.spyOn(client, "join");
  const { html, errors } = await render(app(client));
  expect(html).toContain("<b>wait</b>");
  expect(join).not.toHaveBeenCalled();
  expect(errors).toEqual([
    expect.objectContaining({
      name: "RoomLoading",
      digest: "BAILOUT_TO_CLIENT_SIDE_RENDERING",
      reason: 'A suspense hook of the room "tasks:home"',
      message: expect.stringContaining("initialStorage") as string,
    }),
  ]);
  const recovered = vi.fn<(error: unknown, info: unknown) => void>();
  const page = world.hydrate(html, app(client), recovered);
  expect(page.text).toContain("wait");
  await expect.poll(() => page.text).toBe("Tasks: tealive");
  // React tells once of a boundary that a server left to the page; nothing else went wrong.
  expect(recovered.mock.calls.map(([error]) => (error as { digest?: string }).digest)).toEqual([
    "BAILOUT_TO_CLIENT_SIDE_RENDERING",
  ]);
});

test("[R370, R677] without a Suspense above it, rendering on a server ends with what is missing", async () => {
  const node = (
    <RoomProvider id="home">
      <Titles />
    </RoomProvider>
  );
  await expect(render(node)).rejects.toThrow('in place of the room "tasks:home"');
});

test("[R371] initialStorage is rendered by the server, taken over by the page without a flash, and gives way to the room", async () => {
  const initial = await written();
  const client = world.client();
  const { html, errors } = await render(app(client, initial));
  expect(html).toContain("<p>Tasks: tea<button");
  expect(errors).toEqual([]);
  const page = world.hydrate(html, app(client, initial), (error) =>
    expect.unreachable(String(error)),
  );
  const element = page.element.querySelector("p");
  const seen = watch(page.element);
  await expect.poll(() => page.text).toBe("Tasks: tealive");
  expect([...seen].toSorted()).toEqual(["Tasks: teaconnecting", "Tasks: tealive"]);
  expect(page.element.querySelector("p")).toBe(element);
  click(page);
  expect(page.text).toContain("Tasks: tea,cake");
});

test("[R371] what has changed since is shown once the room is here", async () => {
  const initial = await written();
  await written();
  const client = world.client();
  const { html } = await render(app(client, initial));
  expect(html).toContain("<p>Tasks: tea<button");
  const page = world.hydrate(html, app(client, initial), (error) =>
    expect.unreachable(String(error)),
  );
  await expect.poll(() => page.text).toBe("Tasks: tea,tealive");
});

test("[R371] the hooks that do not suspend read initialStorage too, with the provider's id and without", async () => {
  const initial = await written();
  function App() {
    const { tasks } = useCollaboration();
    const same = useCollaboration("home");
    const other = useCollaboration("elsewhere");
    return <p>{[tasks, same.tasks, other.tasks].map((one) => one?.length ?? "-").join()}</p>;
  }
  const client = world.client();
  const node = (
    <ClientProvider client={client}>
      <RoomProvider id="home" initialStorage={initial}>
        <App />
      </RoomProvider>
    </ClientProvider>
  );
  const { html } = await render(node);
  expect(html).toBe("<p>1,1,-</p>");
  const page = world.hydrate(html, node, (error) => expect.unreachable(String(error)));
  expect(page.text).toBe("1,1,-");
  await expect.poll(() => page.text).toBe("1,1,0");
});

test("[R383] in a development build nobody can write into what initialStorage gives to hooks", async () => {
  const initial = await written();
  const read: unknown[] = [];
  function App() {
    const { tasks } = useCollaboration();
    read.push(tasks);
    return <p>{tasks?.length}</p>;
  }
  await render(
    <ClientProvider client={world.client()}>
      <RoomProvider id="home" initialStorage={initial}>
        <App />
      </RoomProvider>
    </ClientProvider>,
  );
  const [tasks] = read as { text: string }[][];
  expect(() => tasks?.push({ text: "here alone" })).toThrow(TypeError);
  expect(() => Object.assign(tasks?.[0] ?? {}, { text: "here alone" })).toThrow(TypeError);
  expect(Object.isFrozen(initial.tasks)).toBe(false);
});

test("[R674] who is refused the room sees the error boundary in place of initialStorage", async () => {
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
  const initial = await written();
  const client = world.client();
  const node = <Boundary>{app(client, initial, "secret")}</Boundary>;
  const { html } = await render(node);
  const page = world.hydrate(html, node);
  expect(page.text).toContain("tea");
  await expect.poll(() => page.text).toBe("refused: Refused");
});
