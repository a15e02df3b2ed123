// @vitest-environment node
/* oxlint-disable unicorn/consistent-function-scoping -- a component stands in the test it is about */
import { createClient } from "@alongside/client";
import { ClientProvider, createHooks, useUndo } from "@alongside/react";
import { Suspense } from "react";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { Tasks } from "./world.tsx";

const { RoomProvider, suspense, useCollaboration, useRoom } = createHooks(Tasks);

test("[R123] a server renders every hook as loading, opens no connection and writes nothing", () => {
  const socket = vi.fn<() => void>();
  vi.stubGlobal("WebSocket", socket);
  function App() {
    const { title, tasks, users, selections, status } = useCollaboration();
    const room = useRoom();
    const { undo, canUndo } = useUndo(room);
    const seen = [title, tasks, users, selections, status.name, room.get(), room.id];
    return <p>{JSON.stringify([...seen, undo(), canUndo])}</p>;
  }
  const html = renderToString(
    <RoomProvider id="home">
      <App />
    </RoomProvider>,
  );
  expect(html).toContain("null,null,[],[],&quot;connecting&quot;,null,&quot;home&quot;,null,false");
  expect(socket).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});

test("[R123] a server leaves what suspends to the page", () => {
  function Count() {
    return <p>{suspense.useStorage((storage) => storage.tasks.length)}</p>;
  }
  const html = renderToString(
    <RoomProvider id="home">
      <Suspense fallback={<i>wait</i>}>
        <Count />
      </Suspense>
    </RoomProvider>,
  );
  expect(html).toContain("<i>wait</i>");
});

test.each([
  ["on a server, where there is no document, no room is joined", undefined, "idle"],
  ["in Node, whose navigator is no app's, neither", { userAgent: "Node.js/24" }, "idle"],
  [
    "in React Native, which has no document either, one is",
    { product: "ReactNative" },
    "connecting",
  ],
])("[R378] %s", (_what, navigator, status) => {
  vi.stubGlobal("navigator", navigator);
  const link = { send() {}, close() {}, buffered: 0 };
  const client = createClient({ url: "wss://board.test/live", transports: [() => link] });
  function Title() {
    return useCollaboration("home").title ?? "wait";
  }
  renderToString(
    <ClientProvider client={client}>
      <Title />
    </ClientProvider>,
  );
  expect(client.status.get().name).toBe(status);
  client.close();
  vi.unstubAllGlobals();
});
