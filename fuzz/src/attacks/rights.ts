import { request } from "node:http";
import type { Attack } from "../attack.ts";
import { Found } from "../field.ts";
import { later } from "../link.ts";
import { PASSWORD } from "../arena.ts";

const ROOM = "arena:shared";

/** Makes the app's own function fail, and listens to what is said about it. */
export const loudErrors: Attack = {
  name: "loud-errors",
  async run(field) {
    const link = await field.dial();
    link.say({ type: "hello", versions: [2], token: "down" });
    const bye = await link.next(({ type }) => type === "bye");
    const said = JSON.stringify([bye, link.frames]);
    if (said.includes(PASSWORD) || said.includes("db.internal"))
      throw new Found(`A stranger is told ${said}`);
    if (bye?.type === "bye" && bye.code !== "auth.unavailable")
      throw new Found(`A database that is down is told as ${bye.code}`);
  },
};

/** Asks about records under a key that may not be read, and about records that do not exist. */
export const hiddenRecords: Attack = {
  name: "hidden-records",
  async run(field) {
    const { random } = field;
    const writer = await field.enter(ROOM);
    const id = `${writer.client}.1.0`;
    writer.change(ROOM, {
      secret: [
        { op: "insert", id, in: { of: "root", field: "secret" }, at: "end", fields: { body: "?" } },
      ],
    });
    await writer.next(({ type }) => type === "entries");
    const ask = async (target: string, turn: number): Promise<string> => {
      const reader = await field.enter(ROOM, `user:reader-${random.id()}`);
      const shapes = { of: "root", field: "shapes" };
      const [op, strict] =
        questions[turn % questions.length]?.(target, reader.client, shapes) ?? [];
      reader.change(ROOM, { shapes: [op] }, strict === true ? { strict } : {});
      const answered = await reader.next(
        (frame) =>
          frame.type === "bye" ||
          frame.type === "closed" ||
          (frame.type === "entries" &&
            frame.list.some((entry) => "ack" in entry || "refused" in entry)),
      );
      const own =
        answered?.type === "entries"
          ? answered.list.filter((entry) => "ack" in entry || "refused" in entry)
          : [answered];
      return JSON.stringify(own)
        .replaceAll(/"(seq|at)":\d+/g, '"$1":0')
        .replaceAll(target, "ID")
        .replaceAll(reader.client, "CLIENT");
    };
    const turn = random.between(0, questions.length - 1);
    const [real, none] = [await ask(id, turn), await ask(`${writer.client}.zz.0`, turn)];
    if (real !== none)
      throw new Found(
        `A record that may not be read is told: ${real}, and one that does not exist: ${none}`,
      );
  },
};

type Ask = (target: string, client: string, list: object) => readonly [object, boolean?];

const questions: readonly Ask[] = [
  (id) => [{ op: "delete", id }, true],
  (id) => [{ op: "set", id, field: "body", value: "mine" }, true],
  (id) => [{ op: "restore", id }, true],
  (id, _, list) => [{ op: "move", id, in: list, at: "end" }, true],
  (id, client, list) => [
    {
      op: "insert",
      id: `${client}.1.0`,
      in: list,
      at: { after: id },
      fields: { at: { x: 1, y: 1 }, kind: "rect" },
    },
  ],
  (id, client) => [
    {
      op: "insert",
      id: `${client}.1.0`,
      in: { of: id, field: "parts" },
      at: "end",
      fields: { name: "x" },
    },
    true,
  ],
  (id, _, list) => [
    { op: "insert", id, in: list, at: "end", fields: { at: { x: 1, y: 1 }, kind: "rect" } },
  ],
];

/** Writes on after the right to was taken away. */
export const revokedWriters: Attack = {
  name: "revoked-writers",
  async run(field) {
    const user = field.random.id();
    const link = await field.enter(ROOM, `user:${user}`);
    await field.ask({ ask: "revoke", user });
    await later(1000);
    link.change(ROOM, { votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
    const answer = await link.next(
      (frame) => frame.type === "entries" && frame.list.some((entry) => "ack" in entry),
      1000,
    );
    if (answer !== undefined)
      throw new Found(`A revoked user wrote a second later: ${JSON.stringify(answer)}`);
  },
};

/** Pages of other sites, and names that were made to lead to this machine. */
export const strangePages: Attack = {
  name: "strange-pages",
  async run(field) {
    const { random, places } = field;
    const port = places.openPort;
    const headers: Record<string, string> = random.pick<Record<string, string>>([
      { origin: "https://evil.example" },
      { origin: `http://evil.example:${port}`, host: `evil.example:${port}` },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ]);
    const down = random.pick(["stream", "poll"]);
    const status = await new Promise<number>((resolve) => {
      const asked = request(
        {
          port,
          host: "127.0.0.1",
          path: `/live?down=${down}`,
          method: random.pick(["GET", "POST"]),
          headers: { host: `127.0.0.1:${port}`, ...headers },
        },
        (response) => {
          resolve(response.statusCode ?? 0);
          response.destroy();
        },
      );
      asked.on("error", () => resolve(0));
      asked.end();
    });
    if (status === 200)
      throw new Found(`An open server let in a page with ${JSON.stringify(headers)}`);
  },
};

/** Reads addresses in an access log and asks for them again. */
export const readAddresses: Attack = {
  name: "read-addresses",
  async run(field) {
    const victim = await field.dial(
      field.random.pick(["stream", "polling"] as const),
      `http://127.0.0.1:${field.places.teamPort}/live`,
    );
    victim.say({
      type: "hello",
      versions: [2],
      token: `user:${victim.client}`,
    });
    await victim.next(({ type }) => type === "welcome");
    const urls = await field.ask<string[]>({ ask: "urls" });
    for (const url of new Set(urls)) {
      for (const method of ["GET", "POST"]) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const text = await answerTo(field.places.teamPort, url, method);
        if (text.includes(victim.client) || text.includes('"welcome"'))
          throw new Found(`The address ${url} alone opens a link: ${text.slice(0, 100)}`);
      }
    }
    victim.say({ type: "ping" });
    if ((await victim.next(({ type }) => type === "pong")) === undefined)
      throw new Found("Who knew only the address broke the link of another");
  },
};

/** What a request is answered within half a second, over a socket of its own: the victim's are not an attacker's. */
function answerTo(port: number, path: string, method: string): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const sent = request({ port, host: "127.0.0.1", path, method, agent: false }, (response) => {
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("error", () => undefined);
      response.on("close", () => resolve(text));
    });
    sent.on("error", () => resolve(text));
    sent.end(method === "POST" ? '{"type":"ping"}' : undefined);
    setTimeout(() => sent.destroy(), 500).unref();
  });
}
