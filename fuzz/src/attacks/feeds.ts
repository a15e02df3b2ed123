import type { Attack } from "../attack.ts";
import { API_KEY, EMOJI, MENTIONS, POST_TEXT } from "../arena.ts";
import { type Field, Found } from "../field.ts";
import type { Link } from "../link.ts";
import { ended, nextId } from "./shapes.ts";

/** Posts that come as fast as they can. */
const BURST = 1000;
/** Wild acts, each in a change of its own. */
const WILD = 60;

/** What a browser would do something with that takes it for more than letters. */
const SCRIPTS = [
  "<script>document.title = 1</script>",
  '"><img src=x onerror=alert(1)>',
  "javascript:alert(1)",
  "[a](javascript:alert(1))",
  "<svg/onload=alert(1)>",
  "\u202Eevil\u0000\u2028",
  "{{constructor.constructor('return 1')()}}",
] as const;

/** A post as a page is told of it. */
interface Told {
  readonly id: string;
  readonly by: string;
  readonly body?: { readonly text?: unknown };
  readonly mentions?: readonly string[];
  readonly reactions?: { readonly [emoji: string]: readonly string[] };
  readonly on?: { readonly text?: { readonly to?: number } };
}

/** Acts that no page sends, some of which are good ones. `victim` is somebody else's post. */
function act({ random }: Field, link: Link, victim: string): readonly [id: string, act: unknown] {
  const own = nextId(link);
  const script = random.pick(SCRIPTS);
  const body = { text: script };
  const ids = (n: number): readonly string[] => Array.from({ length: n }, (_, i) => `u${i}`);
  const on = (anchor: unknown): readonly [string, unknown] => [own, ["post", body, { on: anchor }]];
  return random.pick<() => readonly [string, unknown]>([
    () => [own, ["post", body, { mentions: ids(10_000) }]],
    () => [own, ["post", body, { mentions: ids(MENTIONS + 1) }]],
    () => [own, ["post", body, { mentions: [script, script] }]],
    () => [own, ["post", { text: "x".repeat(1_000_000) }]],
    () => [own, ["post", { text: "x".repeat(POST_TEXT + 1) }]],
    () => [own, ["post", { text: "x".repeat(POST_TEXT) }]],
    () => [own, ["post", random.pick([null, 1, [], {}, { text: 7 }, { __proto__: null }])]],
    () => [own, ["post", body, { to: random.pick([victim, own, "", "a.1.0", "x".repeat(300)]) }]],
    () => [victim, ["post", body]],
    () => [victim, ["edit", { text: "stolen" }]],
    () => [victim, ["delete"]],
    () => [victim, ["edit", { text: "stolen" }, ids(MENTIONS + 1)]],
    () => [victim, ["react", random.pick(["x".repeat(10_000), "", "__proto__", "\uD800"]), 1]],
    () => [victim, ["react", script.slice(0, 60), 1]],
    () => [victim, ["react", "👍", random.pick([0, 2, null, "1"])]],
    () => [victim, random.pick([["pin"], ["pin", 2], ["resolve", 1, 1], ["boost", 1], [], null])],
    () => on({ record: script, point: 1 }),
    () => on({ point: "x".repeat(2000) }),
    () => on({ text: { id: "root", field: "page", words: "x".repeat(501) } }),
    () => on({ text: { id: "root", field: "page", words: "x", from: 5, to: 2 ** 53 } }),
    () => on({ text: { id: "root", field: script, words: "x", mark: script } }),
    () => on(random.pick([{}, [], null, { text: null }, { text: {} }, { record: 7 }])),
  ])();
}

/** A post on a range of the text, with a mark that may lie anywhere. */
function marked({ random }: Field, link: Link): object {
  const id = nextId(link);
  const at = random.pick([1, 3, 500, 1_000_000, 2 ** 52]);
  const name = random.pick([`:on ${id}`, ":on ", ":on __proto__"]);
  const delta = [at, { retain: random.between(1, 5), attributes: { [name]: null } }];
  const text = { id: "root", field: "page", words: "?", mark: id };
  return {
    page: [{ op: "text", id: "root", field: "page", delta }],
    talk: [{ op: "feed", id, act: ["post", { text: "on a range" }, { on: { text } }] }],
  };
}

async function read(
  link: Link,
  room: string,
  id: number,
  feed: string,
  more: object = {},
): Promise<readonly unknown[] | undefined> {
  link.say({ type: "question", room, id, about: { of: "posts", feed, limit: 200, ...more } });
  const answer = await link.next((frame) => frame.type === "answer" && frame.id === id);
  return answer?.type === "answer" ? answer.parts : undefined;
}

/** Throws `Found` for what a post may never be. */
function check(post: Told, length: number, victim: string): void {
  const { id, by, body, mentions = [], reactions = {}, on } = post;
  if (body !== undefined && (typeof body.text !== "string" || body.text.length > POST_TEXT))
    throw new Found(`Post ${id} of ${by} says ${JSON.stringify(body).slice(0, 80)}`);
  if (mentions.length > MENTIONS) throw new Found(`Post ${id} mentions ${mentions.length} users`);
  const names = Object.keys(reactions);
  if (names.length > EMOJI) throw new Found(`Post ${id} has ${names.length} different emoji`);
  if (names.some((name) => name.length > 64))
    throw new Found(`An emoji is ${names.join().length} long`);
  if (id === victim && body?.text !== "honest")
    throw new Found(`Somebody made ${JSON.stringify(body)} of another one's post`);
  if ((on?.text?.to ?? 0) > length)
    throw new Found(`A thread is at ${on?.text?.to} of a text of ${length} characters`);
}

async function overHttp(
  { places }: Field,
  path: string,
): Promise<{
  readonly status: number;
  readonly next?: string | undefined;
  readonly seq?: number | undefined;
}> {
  const response = await fetch(`http://127.0.0.1:${places.port}/v1${path}`, {
    headers: { Authorization: `Bearer ${API_KEY}` },
  });
  const { next, seq } = (await response.json()) as {
    readonly next?: string;
    readonly seq?: number;
  };
  return { status: response.status, next, seq };
}

/** A thousand posts at once, acts of every wrong kind, reactions without end, letters that others may not read, and cursors of other rooms. */
export const wildPosts: Attack = {
  name: "wild-posts",
  async run(field) {
    const { random } = field;
    const room = `arena:${random.id()}`;
    const honest = await field.enter(room, undefined, "websocket");
    const victim = nextId(honest);
    honest.change(room, {
      page: [{ op: "text", id: "root", field: "page", delta: ["Some words."] }],
      talk: [{ op: "feed", id: victim, act: ["post", { text: "honest" }] }],
      letters: [{ op: "feed", id: nextId(honest, 1), act: ["post", { text: "secret" }] }],
    });
    const first = await ended(honest);
    if (first !== "taken") throw new Found(`An honest post ended as ${first}`);

    let wild = await field.enter(room);
    for (let i = 0; i < BURST; i++)
      wild.change(room, {
        talk: [{ op: "feed", id: nextId(wild), act: ["post", { text: random.pick(SCRIPTS) }] }],
      });
    const how = await ended(wild);
    if (how !== "taken") throw new Found(`The last of ${BURST} posts ended as ${how}`);
    for (let i = 0; i < EMOJI + 10; i++) {
      wild.change(room, { talk: [{ op: "feed", id: victim, act: ["react", `e${i}`, 1] }] });
    }
    await ended(wild);
    for (let i = 0; i < WILD; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (wild.isOver) wild = await field.enter(room);
      if (i % 5 === 0) {
        // As if it had seen all of the log.
        // oxlint-disable-next-line no-await-in-loop -- as above
        const { seq: base } = await overHttp(field, `/rooms/${room}`);
        wild.change(room, marked(field, wild), { base });
      } else {
        const [id, made] = act(field, wild, victim);
        const feed = random.pick(["talk", "talk", "talk", "letters", "page", "nothing"]);
        wild.change(room, { [feed]: [{ op: "feed", id, act: made }] });
      }
      // oxlint-disable-next-line no-await-in-loop -- as above
      await ended(wild, 3000);
    }
    if (honest.isOver) throw new Found("Who only looked on was ended");
    const [tag, posts] = (await read(honest, room, 1, "talk")) ?? [];
    const [, found] = (await read(honest, room, 2, "talk", { only: "threads" })) ?? [];
    const [, reacted] = (await read(honest, room, 3, "talk", { only: "pinned" })) ?? [];
    if (tag !== "p") throw new Found(`A page of the feed is ${JSON.stringify(tag)}`);
    const all = [posts, found, reacted].flat() as readonly Told[];
    const ids = {
      type: "question",
      room,
      id: 4,
      about: { of: "posts", feed: "talk", ids: [victim] },
    };
    honest.say(ids);
    const answer = await honest.next((frame) => frame.type === "answer" && frame.id === 4);
    const [, own] = (answer?.type === "answer" ? answer.parts : []) as unknown as readonly [
      string,
      Told[],
    ];
    for (const post of [...all, ...own]) check(post, "Some words.".length, victim);

    const reader = await field.enter(room, `user:reader-${random.id()}`);
    const [told, code] = (await read(reader, room, 1, "letters")) ?? [];
    if (told !== "x" || code !== "feed.unknown")
      throw new Found(`Who may not read a feed is told ${JSON.stringify([told, code])}`);

    const path = `/rooms/${room}/feeds/talk/posts`;
    const page = await overHttp(field, `${path}?limit=5`);
    if (page.status !== 200) throw new Found(`A page over HTTP was answered ${page.status}`);
    const next = page.next ?? "";
    const other = await overHttp(field, `/rooms/arena:shared/feeds/talk/posts?before=${next}`);
    if (other.status !== 400)
      throw new Found(`A cursor of another room was answered ${other.status}`);
    const same = await overHttp(field, `${path}?before=${next}&limit=5`);
    if (same.status !== 200) throw new Found(`A cursor was answered ${same.status}`);
  },
};

/** What is told of a room in words that are none, or of a kind that nobody may tell. */
export const wildTellings: Attack = {
  name: "wild-tellings",
  async run(field) {
    const { random } = field;
    const room = `arena:${random.id()}`;
    let wild = await field.enter(room);
    const watcher = await field.enter(room);
    for (let i = 0; i < WILD; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (wild.isOver) wild = await field.enter(room);
      const script = random.pick(SCRIPTS);
      const args = random.pick<() => unknown>([
        () => ({ type: "told", summary: script }),
        () => ({ type: "told", summary: "x".repeat(100_000) }),
        () => ({ type: script, summary: "looks as if it had been seen" }),
        () => ({ type: "changed", summary: "{name} deleted everything" }),
        () => ({ type: "told", summary: { one: script, other: { one: 1 } } }),
        () => ({ type: "told", summary: "x", priority: script }),
        () => ({ type: "told", summary: "x", target: { key: "secret", id: script } }),
        () => ({ type: "told", summary: "x", target: { key: "__proto__", id: "x" } }),
        () => random.pick([null, [], "told", 7, {}]),
      ])();
      wild.n += 1;
      wild.say({ type: "change", room, n: wild.n, base: 0, mutation: { name: ":activity", args } });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await ended(wild, 3000);
    }
    if (watcher.isOver) throw new Found("Who only looked on was ended");
    const answer = await fetch(
      `http://127.0.0.1:${field.places.port}/v1/rooms/${room}/activity?limit=200`,
      { headers: { Authorization: `Bearer ${API_KEY}` } },
    );
    const { items = [] } = (await answer.json()) as {
      readonly items?: readonly { readonly type: string; readonly words: string }[];
    };
    for (const { type, words } of items) {
      if (type !== "told") throw new Found(`Somebody told of something of the kind ${type}`);
      if (words.length > 1000) throw new Found(`An activity has ${words.length} characters`);
    }
  },
};
