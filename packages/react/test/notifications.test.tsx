// @vitest-environment node
import "./page.ts";
import { createClient } from "@alongside/client";
import { type InboxState, openInbox } from "@alongside/client/inbox";
import { ClientProvider } from "@alongside/react";
import { type NotificationTools, useNotifications } from "@alongside/react/inbox";
import { defineRoom, value } from "@alongside/core";
import { Inbox, inboxOf } from "@alongside/core/inbox";
import { createServer } from "@alongside/server";
import { StrictMode } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { Page } from "./world.tsx";

const Talk = defineRoom("talk", { version: 1, storage: { title: value("") } });

test("[R1886] [R1887] a hook shows what is in the inbox, as it becomes, until its user is erased", async () => {
  const server = createServer({
    rooms: [Talk],
    inbox: true,
    authenticate: (token = "") => ({ user: { id: token, name: token, color: "red" } }),
    log: () => {},
  });
  const { port } = await server.listen(0);
  const url = `ws://127.0.0.1:${port}/live`;
  const errors: unknown[] = [];
  const client = createClient({
    url,
    getToken: () => "ann@app.example",
    onError: (error) => void errors.push(error),
  });
  const { get, subscribe } = openInbox(client);
  /** Waits for the inbox itself, however long a busy machine takes. */
  const until = (is: (state: InboxState) => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => is(get()) && resolve();
      onTestFinished(subscribe(look));
      look();
    });
  const page = new Page();
  onTestFinished(async () => {
    page.close();
    client.close();
    await server.close();
  });
  const hands = new Map<string, NotificationTools>();
  function Bell() {
    const tools = useNotifications();
    hands.set("ann", tools);
    return <p>{`${tools.name} ${tools.unseen} ${tools.items.map(({ title }) => title).join()}`}</p>;
  }
  page.show(
    <StrictMode>
      <ClientProvider client={client}>
        <Bell />
      </ClientProvider>
    </StrictMode>,
  );
  await until(({ name }) => name === "ready");
  await vi.waitFor(() => expect(page.text).toBe("ready 0 "));
  await server.notify("ann@app.example", { kind: "task", subject: "7", title: "Paint" });
  await until(({ unseen }) => unseen === 1);
  await vi.waitFor(() => expect(page.text).toBe("ready 1 Paint"));
  hands.get("ann")?.inbox.markAll("seen");
  await vi.waitFor(() => expect(page.text).toBe("ready 0 Paint"));
  // Erasing takes back what is only here.
  const inbox = server.room(Inbox, inboxOf("ann@app.example") ?? "");
  await vi.waitFor(async () =>
    expect([...(await inbox.read()).items.values()].map(({ seen }) => seen > 0)).toEqual([true]),
  );
  expect(errors).toEqual([]);
  await server.erase("ann@app.example");
  await until(({ name }) => name === "refused");
  await vi.waitFor(() => expect(page.text).toContain("refused 0"));
  expect((await server.rooms.list({ kind: "inbox" })).rooms).toEqual([]);
});
