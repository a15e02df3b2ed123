import { expect, test } from "vitest";
import { askServer } from "../../src/cli/ask-server.ts";
import type { AskCommand } from "../../src/cli/ask-command.ts";
import { parseCommand } from "../../src/cli/command.ts";
import { ADMIN, api, Board, READ, TEAM, WRITE } from "./api.ts";

const LETTERS = "/followers/mail/letters";

/** A server with a follower that fails at each entry, as long as it is told to, and has given three up. */
async function failing() {
  const here = await api();
  const state = { fails: true, heard: [] as number[] };
  const follower = here.server.follow(
    "mail",
    { rooms: [Board], attempts: 1, batch: 1 },
    (batch) => {
      if (state.fails) throw new Error("no\nmail\u001b[2J today");
      state.heard.push(...batch.entries.map(({ seq }) => seq));
    },
  );
  for (const title of ["a", "b", "c"])
    await here.server.room(Board, "one").update((doc) => void (doc.title = title));
  await follower.settled();
  const ask = async (...line: readonly string[]): Promise<string> =>
    askServer(parseCommand(line, { ALONGSIDE_URL: here.url, ALONGSIDE_KEY: ADMIN }) as AskCommand);
  return { ...here, state, follower, cli: ask };
}

test("[R1444] followers are listed over HTTP with their lag and letters, and letters are read, tried again and forgotten", async () => {
  const { ask, state, server } = await failing();
  const { followers } = (await ask("GET", "/followers", { key: READ })).body;
  expect(followers).toEqual([{ name: "mail", lag: { entries: 0, ms: 0 }, letters: 3 }]);
  const gauge = (): number | undefined =>
    server.metrics().find(({ name }) => name === "alongside_follower_letters")?.value;
  expect(gauge()).toBe(3);
  const page = (await ask("GET", `${LETTERS}?limit=2`, { key: READ })).body;
  const [first, second] = page["letters"] as { id: number }[];
  expect(page).toMatchObject({
    letters: [
      { room: "board:one", code: "follower.failed", entries: { from: 1, to: 1 } },
      { entries: { from: 2, to: 2 } },
    ],
    next: second?.id,
  });
  const [third] = (await ask("GET", `${LETTERS}?after=${page.next}`)).body["letters"] as {
    id: number;
  }[];
  const retry = (id: number | undefined, key = WRITE) =>
    ask("POST", `${LETTERS}/${id}/retry`, { key });
  expect((await retry(first?.id, READ)).body.code).toBe("auth.scope");
  expect(await retry(first?.id)).toMatchObject({ status: 422, body: { code: "follower.failed" } });
  state.fails = false;
  expect((await retry(first?.id)).status).toBe(204);
  expect(state.heard).toEqual([1]);
  expect(await retry(first?.id)).toMatchObject({ status: 404, body: { code: "letter.missing" } });
  expect((await ask("DELETE", `${LETTERS}/${second?.id}`, { key: WRITE })).status).toBe(403);
  expect((await ask("DELETE", `${LETTERS}/${second?.id}`)).status).toBe(204);
  expect((await retry(third?.id)).status).toBe(204);
  expect((await ask("GET", LETTERS)).body).toEqual({ letters: [] });
  expect(state.heard).toEqual([1, 3]);
  expect(gauge()).toBe(0);
});

test("[R1444] a key for some rooms sees no followers, and what is not there is told", async () => {
  const { ask } = await failing();
  for (const path of ["/followers", LETTERS])
    expect((await ask("GET", path, { key: TEAM })).body.code).toBe("auth.rooms");
  expect((await ask("GET", "/followers/nobody/letters")).body.code).toBe("follower.unknown");
  expect((await ask("DELETE", `${LETTERS}/99`)).body.code).toBe("letter.missing");
  for (const bad of ["x", "-1", "1e9", "99999999999999999999"])
    expect((await ask("DELETE", `${LETTERS}/${bad}`)).status).toBe(400);
  expect((await ask("GET", `${LETTERS}?limit=0`)).status).toBe(400);
});

test("[R1445] the command lists followers and letters, tries one or all again, and forgets one", async () => {
  const { cli, state } = await failing();
  expect(await cli("followers")).toMatch(/^mail {2}up to date {2}0 s {2}3 letters$/);
  const lines = (await cli("letters", "mail")).split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/board:one {2}1 {2}follower\.failed {2}no mail\\u001b\[2J today$/);
  const [id] = JSON.parse(await cli("letters", "mail", "--json")).letters.map(
    (letter: { readonly id: number }) => String(letter.id),
  ) as [string];
  await expect(cli("retry", "mail", "all")).rejects.toThrow(
    /mail failed again: no mail.*\(follower.failed\); so did 2 more; done: 0/,
  );
  expect(await cli("drop", "mail", id)).toBe("Forgotten");
  state.fails = false;
  expect(await cli("retry", "mail", "all")).toBe("Done: 2");
  expect(state.heard).toEqual([2, 3]);
  expect(await cli("letters", "mail")).toBe("No letters");
  await expect(cli("retry", "mail", "some")).rejects.toThrow("Write it so: alongside retry");
  await expect(cli("letters")).rejects.toThrow("Write it so: alongside letters");
});
