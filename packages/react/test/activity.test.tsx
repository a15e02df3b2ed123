// @vitest-environment node
/* oxlint-disable unicorn/consistent-function-scoping -- a component stands in the test it is about */
import "./page.ts";
import { ClientProvider, createHooks } from "@alongside/react";
import { useLiveActivities } from "@alongside/react/activity";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Tasks, World } from "./world.tsx";

const { RoomProvider } = createHooks(Tasks);

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

function Lines({ least = 0 }) {
  const { activities, isBusy } = useLiveActivities({
    aggregateWindow: 5000,
    maxItems: 50,
    priorities: ["urgent", "important", "normal"],
    nameOf: () => "Ann",
  });
  const all = useLiveActivities({ nameOf: () => "Ann" });
  expect(all.activities).toEqual(activities);
  const lines = activities.map(({ words }) => words).join("; ");
  return <p>{isBusy || activities.length < least ? "…" : lines}</p>;
}

test("[R1845] useLiveActivities shows what is done in the nearest room, and without options as by default", async () => {
  const room = world.client().join(Tasks, "home");
  await room.ready;
  await room.update((doc) => doc.tasks.push({ text: "a" })).committed;
  const page = world.show(
    <ClientProvider client={world.client()}>
      <RoomProvider id="home">
        <Lines least={2} />
      </RoomProvider>
    </ClientProvider>,
  );
  await room.update((doc) => (doc.title = "Plan")).committed;
  await vi.waitFor(() => expect(page.text).toBe("Ann changed the title; Ann added “a”"));
});

test("[R1845] without a room around it, it says so", () => {
  expect(() => renderToString(<Lines />)).toThrow("useLiveActivities needs a RoomProvider");
});
