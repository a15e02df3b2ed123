// @vitest-environment node
import "./page.ts";
import { createClient } from "@alongside/client";
import { defineRoom, list } from "@alongside/core";
import { ClientProvider, createHooks } from "@alongside/react";
import { createServer } from "@alongside/server";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { Page } from "./world.tsx";

const Plan = defineRoom("plan", {
  version: 1,
  storage: {
    limit: z.number().nullable().default(5),
    tasks: list({ owner: z.string().nullable() }),
  },
});

const { useCollaboration } = createHooks(Plan);

function App() {
  const { limit, tasks } = useCollaboration("r");
  return <p>{JSON.stringify({ limit, tasks: tasks?.map(({ owner }) => owner) })}</p>;
}

test("[R260] a component shows null where null is stored, and the default where nothing is", async () => {
  const server = createServer({ rooms: [Plan], log: () => {} });
  const { port } = await server.listen(0);
  const client = createClient({ url: `ws://127.0.0.1:${port}/live`, guest: "guest-of-this-test" });
  const page = new Page();
  page.show(
    <ClientProvider client={client}>
      <App />
    </ClientProvider>,
  );
  await vi.waitFor(() => expect(page.text).toBe('{"limit":5,"tasks":[]}'));
  await server.room(Plan, "r").update((doc) => {
    doc.limit = null;
    doc.tasks.push({ owner: null });
  });
  await vi.waitFor(() => expect(page.text).toBe('{"limit":null,"tasks":[null]}'));
  page.close();
  client.close();
  await server.close();
});
