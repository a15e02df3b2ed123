import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { createServer } from "../../src/server.ts";
import { RawClient } from "../live/client.ts";
import { ADMIN, api, board, READ, WRITE } from "./api.ts";

const ROOM = "/rooms/board:one";
const type = "application/json";

test("[R1584] people are listed, addressed by an event, and asked out", async () => {
  const { ask, url } = await api();
  await ask("PATCH", `${ROOM}/state`, { body: { title: "x" } });
  expect((await ask("GET", `${ROOM}/people`)).body).toEqual({ people: [] });
  const ann = await RawClient.join(url, "board:one");
  const { body } = await ask("GET", `${ROOM}/people`, { key: READ });
  const [{ user, client }] = body["people"] as [{ user: { id: string }; client: string }];
  expect(client).toBe(ann.id);
  const send = (event: string, say: unknown, to?: unknown): ReturnType<typeof ask> =>
    ask("POST", `${ROOM}/broadcast`, { key: WRITE, body: { event, body: say, to }, type });
  expect((await send("confetti", { n: 3 }, [user.id])).body).toEqual({ pages: 1 });
  expect(await ann.next("event")).toMatchObject({ name: "confetti", body: { n: 3 } });
  expect((await send("confetti", { n: "3" })).status).toBe(422);
  expect((await send("nothing", {})).body.code).toBe("event.unknown");
  expect((await send("confetti", { n: 3 }, "ann")).body).toMatchObject({ status: 400, path: "to" });
  const kick = { body: { user: user.id, message: "Over" }, type };
  expect((await ask("POST", `${ROOM}/kick`, { ...kick, key: WRITE })).status).toBe(403);
  expect((await ask("POST", `${ROOM}/kick`, kick)).body).toEqual({ pages: 1 });
  expect(await ann.next("closed")).toMatchObject({ code: "room.kicked", message: "Over" });
  expect((await ask("GET", ROOM)).body).toMatchObject({ seq: 1, loaded: true, people: 0 });
});

test("[R1585] a token is good for what its scope and its rooms say, until it ends", async () => {
  const secret = "a secret of the login service, 32 bytes";
  const { ask } = await api({ api: { jwt: { secret } } });
  const token = (claims: object, ends = "1h"): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("importer")
      .setExpirationTime(ends)
      .sign(new TextEncoder().encode(secret));
  const body = { title: "x" };
  const write = await token({ scope: "openid rooms:write", rooms: "board:o" });
  expect((await ask("PATCH", `${ROOM}/state`, { key: write, body })).status).toBe(200);
  expect((await ask("PATCH", "/rooms/board:two/state", { key: write, body })).body.code).toBe(
    "auth.rooms",
  );
  const read = await token({ scope: "rooms:read" });
  expect((await ask("PATCH", `${ROOM}/state`, { key: read, body })).body.code).toBe("auth.scope");
  for (const bad of [
    await token({ scope: "openid" }),
    await token({ scope: "rooms:read", rooms: 7 }),
    await token({ scope: "rooms:read" }, "-1h"),
    `${read.slice(0, -6)}AAAAAA`,
  ])
    expect((await ask("GET", "/rooms", { key: bad })).status).toBe(401);
});

test("[R1586] the API comes with attach to a team's own server, which keeps the rest", async () => {
  const alongside = createServer({
    rooms: [board],
    log: () => {},
    api: { keys: [{ key: ADMIN }] },
  });
  const http = createHttpServer((_, response) => response.end("the team's own"));
  onTestFinished(async () => {
    await alongside.close();
    http.close();
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const detach = alongside.attach(http);
  const headers = { Authorization: `Bearer ${ADMIN}` };
  expect(await (await fetch(`${url}/v1/rooms`, { headers })).json()).toEqual({ rooms: [] });
  expect((await fetch(`${url}/v1/rooms`)).status).toBe(401);
  expect(await (await fetch(`${url}/v12`)).text()).toBe("the team's own");
  detach();
  expect(await (await fetch(`${url}/v1/rooms`, { headers })).text()).toBe("the team's own");
});

test("[R1587] pages of other origins get nothing to read, unless the options name them", async () => {
  const origins = ["https://admin.example"];
  const { url } = await api({ api: { keys: [{ key: READ }], origins } });
  const ask = (origin: string, method: string): Promise<Response> =>
    fetch(`${url}/v1/rooms`, {
      method,
      headers: { Origin: origin, Authorization: `Bearer ${READ}` },
    });
  const known = await ask("https://admin.example", "GET");
  expect(known.headers.get("access-control-allow-origin")).toBe("https://admin.example");
  const preflight = await ask("https://admin.example", "OPTIONS");
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
  const other = await ask("https://evil.example", "GET");
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
  expect((await ask("https://evil.example", "OPTIONS")).status).toBe(405);
});
