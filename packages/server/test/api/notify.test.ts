import { Inbox } from "@alongside/core/inbox";
import { expect, test } from "vitest";
import { api, board, READ, TEAM, WRITE } from "./api.ts";

const type = "application/json";
const note = { kind: "task", subject: "task 7", title: "Ann gave you a task" };

test("[R1902] a key of scope write notifies a user, once by an Idempotency-Key or a dedupeKey", async () => {
  const { ask, server } = await api({ inbox: true });
  const notify = (
    body: unknown,
    { user = "bob@app.example", ...more }: { user?: string; key?: string; headers?: {} } = {},
  ): ReturnType<typeof ask> =>
    ask("POST", `/users/${encodeURIComponent(user)}/notifications`, {
      key: WRITE,
      body,
      type,
      ...more,
    });
  const items = async (): Promise<readonly (readonly unknown[])[]> =>
    Array.from(
      (await server.room(Inbox, "bob_40app.example").read()).items.values(),
      ({ subject, count, link }) => [subject, count, link],
    );
  const headers = { "Idempotency-Key": "build 7" };
  const first = await notify({ ...note, link: "/tasks/7" }, { headers });
  expect([first.status, first.body]).toEqual([200, { seq: 1 }]);
  expect((await notify({ ...note, link: "/tasks/7" }, { headers })).body).toEqual({ seq: 1 });
  expect(await items()).toEqual([["task 7", 1, "/tasks/7"]]);
  expect((await notify(note, { headers })).status).toBe(422);
  for (let i = 0; i < 2; i++)
    // oxlint-disable-next-line no-await-in-loop -- in order
    await notify({ ...note, subject: "task 8", dedupeKey: "once" });
  expect((await items())[1]).toEqual(["task 8", 1, ""]);

  expect((await notify(note, { key: READ })).status).toBe(403);
  expect((await notify(note, { key: TEAM })).body).toMatchObject({
    status: 403,
    code: "auth.rooms",
  });
  for (const user of ["server", "agent:bot", "x".repeat(200)])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await notify(note, { user })).status).toBe(400);
  for (const wrong of [
    { kind: "task" },
    { ...note, link: "javascript:alert(1)" },
    { ...note, html: "" },
  ])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await notify(wrong)).body).toMatchObject({ status: 422, code: "value.refused" });
  expect((await notify([])).status).toBe(400);
  expect((await notify(note, { headers: { "If-Match": '"1"' } })).status).toBe(400);
  expect(await items()).toHaveLength(2);
});

test("[R1902] a server without inboxes notifies nobody", async () => {
  const { ask } = await api({ rooms: [board] });
  const answer = await ask("POST", "/users/bob/notifications", { body: note, type });
  expect(answer.body).toMatchObject({ status: 404, code: "room.unknown" });
});
