import { type Room } from "@alongside/client";
import { caret, defineRoom, list, text, value } from "@alongside/core";
import { ClientProvider, createHooks } from "@alongside/react";
import { createServer, implement } from "@alongside/server";
import { StrictMode, type ReactNode } from "react";
import { afterEach, beforeEach } from "vitest";
import { World } from "./world.tsx";

/** A room for what people do beside one another. */
export const Pad = defineRoom("pad", {
  version: 1,
  presence: {
    caret: caret(),
    typing: value<string | null>(null),
    viewport: value<number[] | null>(null),
    following: value<string | null>(null),
  },
  storage: { title: value("Pad"), memo: text(), notes: list({ body: text() }) },
});

export const hooks = createHooks(Pad);

let world: World;

/** Opens a server for each test, in which the rule lets nobody take over what the guest of number 1 holds. */
export function openWorld(): void {
  beforeEach(async () => {
    const rooms = [
      implement(Pad, {
        takeOver: (_lock, { storage }) =>
          storage.title !== "Mine" || { code: "pad.mine", message: "Not now" },
      }),
    ];
    const server = createServer({ rooms, log: () => {} });
    const { port } = await server.listen(0);
    world = new World(server, `ws://127.0.0.1:${port}/live`);
  });
  afterEach(() => world.close());
}

export async function somebody(): Promise<Room<typeof Pad>> {
  const room = world.client().join(Pad, "home");
  await room.ready;
  return room;
}

export function show(children: ReactNode) {
  return world.show(
    <StrictMode>
      <ClientProvider client={world.client()}>
        <hooks.RoomProvider id="home">{children}</hooks.RoomProvider>
      </ClientProvider>
    </StrictMode>,
  );
}
