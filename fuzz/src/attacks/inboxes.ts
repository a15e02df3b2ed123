import { createECDH } from "node:crypto";
import { createServer } from "node:net";
import type { Attack } from "../attack.ts";
import { API_KEY } from "../arena.ts";
import { type Field, Found } from "../field.ts";
import { later, type Link } from "../link.ts";
import { ended, nextId } from "./shapes.ts";

/** Wild mutations, each in a change of its own. */
const WILD = 40;
/** What an inbox holds at most. */
const MOST = { items: 200, levels: 500, pushes: 10 } as const;
/** How long a push to where it may not go is waited for, in ms. */
const PUSHED_MS = 5000;

/** An inbox, as the API tells of it. */
interface Told {
  readonly items: { readonly [key: string]: { readonly title: string; readonly link: string } };
  readonly levels: { readonly [what: string]: { readonly email: string | null } };
  readonly pushes: { readonly [key: string]: { readonly endpoint: string } };
  readonly sent: { readonly [key: string]: unknown };
}

async function ask(
  { places }: Field,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = { Authorization: `Bearer ${API_KEY}` },
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`http://127.0.0.1:${places.port}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "Content-Type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

async function told(field: Field, room: string): Promise<Told> {
  const { status, text } = await ask(field, `/v1/rooms/${room}/state`);
  if (status !== 200) throw new Found(`${room} was answered ${status}`);
  return JSON.parse(text) as Told;
}

function mutate(link: Link, room: string, name: string, args: unknown): Promise<string> {
  link.n += 1;
  link.say({ type: "change", room, n: link.n, base: 0, mutation: { name, args } });
  return ended(link, 3000);
}

/** A browser that nobody has. */
function browser(endpoint: string): object {
  const ecdh = createECDH("prime256v1");
  const p256dh = ecdh.generateKeys("base64url");
  return { endpoint, keys: { p256dh, auth: "A".repeat(22) } };
}

/** A mutation that no page makes, some of which are legal. */
function wild({ random }: Field): readonly [name: string, args: unknown] {
  const long = "x".repeat(random.pick([1, 256, 257, 100_000]));
  const name = random.pick(["__proto__", "constructor", "all", long, "\uD800", " ", "a\u0000 b"]);
  const number = random.pick([0, -1, 1.5, Number.MAX_SAFE_INTEGER, 2 ** 53, null, "1"]);
  const pairs = Array.from({ length: random.pick([1, 200, 201]) }, () => [name, number]);
  const channel = random.pick(["inbox", "email", "push", name]);
  const about = { kind: "task", subject: "7", title: "Not the server's" };
  return random.pick<() => readonly [string, unknown]>([
    () => ["notify", about],
    () => ["notify", { ...about, level: "everything", priority: "urgent" }],
    () => ["sent", { channel, items: pairs }],
    () => ["sent", { channel: "email", items: [] }],
    () => ["mark", { as: random.pick(["read", "seen", name]), items: pairs }],
    () => ["snooze", { key: name, until: number }],
    () => ["look", { room: name, feed: name, seq: number, epoch: name }],
    () => ["level", { what: `subject ${name}`, channel, level: "everything" }],
    () => ["level", { what: "all", channel: "inbox", level: "participating", more: long }],
    () => ["quiet", { quiet: { from: "22:00", to: "07:00", zone: name } }],
    () => ["quiet", { quiet: { from: "00:00", to: "23:59", zone: "Asia/Kolkata", more: long } }],
    () => ["stop", { channel }],
    () => ["subscribe", browser(random.pick(["http://x", `https://x/${long}`, "https://u@x/"]))],
    () => ["subscribe", { endpoint: "https://x/", keys: { p256dh: name, auth: name } }],
    () => ["unsubscribe", { endpoint: name }],
    () => [name, {}],
    () => ["mute", random.pick([null, [], 7, { what: name, on: 1 }])],
  ])();
}

/** An item as the server writes it. */
const ITEM = {
  kind: "task",
  subject: "7",
  title: "Not the server's",
  body: "",
  link: "",
  by: "",
  priority: "normal",
  level: "participating",
  place: null,
  activities: [],
  count: 1,
  at: 1,
  since: 1,
  seen: 0,
  read: 0,
  archived: 0,
  snoozed: 0,
};

/** What is notified over HTTP, and whether it may be. */
const NOTES: readonly (readonly [isLegal: boolean, note: unknown])[] = [
  [true, { kind: "task", subject: "7", title: "<script>alert(1)</script>" }],
  [false, { kind: "task", subject: "7", title: "x".repeat(201) }],
  [false, { kind: "task", subject: "7", title: "x", link: "javascript:alert(1)" }],
  [false, { kind: "task", subject: "7", title: "x", link: "//evil.example" }],
  [false, { kind: "__proto__", subject: "7", title: "x" }],
  [false, { kind: "task", subject: "x".repeat(1e6), title: "x" }],
  [false, { kind: "task", subject: "7", title: "x", more: 1 }],
  [false, '{"kind":"task","subject":"7","title":"x","__proto__":{}}'],
  [false, "[".repeat(100_000)],
  [false, null],
];

/** Throws `Found` where somebody is pushed to who listens on the machine of the server, and where such an endpoint stays. */
async function pushHome(field: Field, own: Link, room: string, user: string): Promise<void> {
  const callers = new Set<object>();
  const home = createServer((socket) => {
    callers.add(socket);
    socket.destroy();
  });
  await new Promise<void>((resolve) => home.listen(0, "127.0.0.1", resolve));
  try {
    const place = home.address();
    const port = typeof place === "object" ? place?.port : 0;
    // A wild one may have ended them.
    await mutate(own, room, "level", { what: "all", channel: "push", level: null });
    // One that is never reached, and so is tried again and again, keeps none of the others.
    await mutate(own, room, "subscribe", browser("https://push.invalid/"));
    for (const host of ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
      // oxlint-disable-next-line no-await-in-loop -- in order
      await mutate(own, room, "subscribe", browser(`https://${host}:${port}/`));
    const note = { kind: "task", subject: "home", title: "Call home" };
    await ask(field, `/v1/users/${user}/notifications`, note);
    for (let left = PUSHED_MS; left > 0 && callers.size === 0; left -= 50) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      const { pushes } = await told(field, room);
      if (!JSON.stringify(pushes).includes(`:${port}/`)) return;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await later(50);
    }
    throw new Found(
      callers.size > 0
        ? "A page had the server call what only it reaches"
        : `An endpoint of the server's own machine is there after ${PUSHED_MS} ms`,
    );
  } finally {
    home.close();
  }
}

/** Mutations of an inbox that no page makes, other people's inboxes, notifications that are none, links that nobody was given, and pushes to the server itself. */
export const wildInboxes: Attack = {
  name: "wild-inboxes",
  async run(field) {
    const { random } = field;
    const user = `known-${random.id()}`;
    const room = `inbox:${user}`;
    let own = await field.enter(room, `user:${user}`);
    const honest = await field.enter(room, `user:${user}`, "websocket");

    const thief = await field.greet();
    thief.say({ type: "join", room, version: 1, ended: 0 });
    const entered = await thief.next(({ type }) => type === "joined" || type === "closed");
    if (entered?.type !== "closed") throw new Found("Somebody is in another one's inbox");

    for (let i = 0; i < WILD; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (own.isOver) own = await field.enter(room, `user:${user}`);
      if (i % 10 === 0) {
        const items = { of: "root", field: "items" };
        own.change(room, {
          items: [{ op: "put", id: nextId(own), in: items, key: "k", fields: ITEM }],
        });
        // oxlint-disable-next-line no-await-in-loop -- as above
        await ended(own, 3000);
        // oxlint-disable-next-line no-await-in-loop -- as above
      } else await mutate(own, room, ...wild(field));
    }
    if (own.isOver) own = await field.enter(room, `user:${user}`);
    for (let i = 0; i <= MOST.levels; i++) {
      const args = { what: `kind k${i}`, channel: "push", level: "nothing" };
      own.n += 1;
      own.say({
        type: "change",
        room,
        n: own.n,
        base: 0,
        mutation: { name: i === 0 ? "quiet" : "level", args: i === 0 ? { quiet: null } : args },
      });
    }
    await ended(own);
    for (let i = 0; i < MOST.pushes + 5; i++)
      // oxlint-disable-next-line no-await-in-loop -- as above
      await mutate(own, room, "subscribe", browser(`https://127.0.0.1:1/${i}`));
    const before = await told(field, room);
    const items = Object.keys(before.items);
    if (items.length > 0 || Object.keys(before.sent).length > 0)
      throw new Found(`A page wrote what only the server writes: ${items.join().slice(0, 80)}`);
    for (const part of ["levels", "pushes"] as const) {
      const count = Object.keys(before[part]).length;
      if (count > MOST[part]) throw new Found(`An inbox has ${count} ${part}`);
    }

    for (const [isLegal, note] of NOTES) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const { status } = await ask(field, `/v1/users/${user}/notifications`, note);
      if ((status === 200) !== isLegal || status >= 500)
        throw new Found(
          `The notification ${JSON.stringify(note).slice(0, 60)} was answered ${status}`,
        );
    }
    for (const token of [
      `${Buffer.from(user).toString("base64url")}.`,
      `${Buffer.from(user).toString("base64url")}.${"A".repeat(43)}`,
      random.id(),
      "x".repeat(10_000),
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const { status } = await ask(field, `/live/unsubscribe?t=${token}`, "", {});
      if (status !== 404) throw new Found(`A link that nobody was given was answered ${status}`);
    }
    await pushHome(field, own, room, user);
    if (honest.isOver) throw new Found("A page that only looked on was ended");
  },
};
