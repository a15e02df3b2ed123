// @vitest-environment node
import { ClientProvider, configureClient, createHooks, useUndo } from "@alongside/react";
import { counter, defineRoom, list, value } from "@alongside/core";
import { createElement } from "react";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { Tasks } from "./world.tsx";

const { RoomProvider, useOthers, useStorage, useCollaboration } = createHooks(Tasks);

const Clashing = defineRoom("orders", {
  version: 1,
  storage: { status: value(""), title: value(""), users: list(z.string()) },
});

test("[R373] storage fields that useCollaboration has something of its own under are refused by name", () => {
  // @ts-expect-error two fields clash
  expect(() => createHooks(Clashing)).toThrow(
    new TypeError(
      'createHooks: rename the storage fields "status", "users" of the room "orders": useCollaboration returns users, selections, update, mutate, status of its own beside storage',
    ),
  );
});

test.each(["users", "selections", "update", "mutate", "status"])(
  "[R373] a storage field named %s is refused",
  (name) => {
    const definition = defineRoom("orders", { version: 1, storage: { [name]: counter() } });
    expect(() => createHooks(definition)).toThrow(`rename the storage field "${name}"`);
  },
);

test("[R373] every name that useCollaboration returns beside storage is one of them", () => {
  function All(): ReactNode {
    return Object.keys(useCollaboration("home")).toSorted().join();
  }
  expect(renderToString(<All />)).toBe("mutate,selections,status,update,users");
});

/** What rendering a component with such a body throws. */
function rendering(body: () => unknown): () => string {
  function Misused(): ReactNode {
    return String(body());
  }
  return () =>
    renderToString(
      <RoomProvider id="home">
        <Misused />
      </RoomProvider>,
    );
}

const nothing = undefined as never;

test.each<[string, () => unknown, string]>([
  [
    "createHooks()",
    () => createHooks(nothing),
    "createHooks needs what defineRoom returned, got undefined",
  ],
  [
    "createHooks(name)",
    () => createHooks("tasks" as never),
    'createHooks needs what defineRoom returned, got "tasks"',
  ],
  [
    "configureClient()",
    () => configureClient(nothing),
    'configureClient needs options such as { url: "/live" }, or a client, got undefined',
  ],
  [
    "useUndo(undefined)",
    rendering(() => useUndo(nothing)),
    "useUndo needs a room, as useRoom() returns it, got undefined",
  ],
  [
    "useUndo(id)",
    rendering(() => useUndo("home" as never)),
    'useUndo needs a room, as useRoom() returns it, got "home"',
  ],
  [
    "useUndo(collaboration)",
    rendering(() => useUndo(useCollaboration() as never)),
    "useUndo needs a room, as useRoom() returns it, got an object",
  ],
  [
    "useStorage(field)",
    rendering(() => useStorage("title" as never)),
    `A hook's selector should be a function, got "title"`,
  ],
  [
    "useOthers(field)",
    rendering(() => useOthers("user" as never)),
    `A hook's selector should be a function, got "user"`,
  ],
  [
    "useCollaboration(badId)",
    rendering(() => useCollaboration("my room")),
    `A room's id is 1–128 of A-Z a-z 0-9 . _ : -, got "my room"`,
  ],
  [
    "RoomProvider without id",
    () => renderToString(createElement(RoomProvider, { id: nothing })),
    'RoomProvider of "tasks" needs an id, got undefined',
  ],
  [
    "ClientProvider without client",
    () => renderToString(createElement(ClientProvider, { client: nothing })),
    "ClientProvider needs `client`, made by createClient, got undefined",
  ],
  [
    "initialStorage not awaited",
    () =>
      renderToString(
        createElement(RoomProvider, { id: "home", initialStorage: Promise.resolve({}) as never }),
      ),
    'storage of "tasks" should be an object, got a promise (is an `await` missing?)',
  ],
])("[R374] %s says what was given and what is needed", (_name, misuse, message) => {
  expect(misuse).toThrow(new TypeError(message));
});
