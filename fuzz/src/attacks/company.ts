import type { UserInfo } from "@alongside/core/engine";
import type { Attack } from "../attack.ts";
import { type Field, Found } from "../field.ts";
import { type Link, later } from "../link.ts";
import { filled } from "./shapes.ts";

/** One burst of what comes by the thousand a second. */
const BURST_MS = 50;

/** Says `say(n)` a thousand times a second and more, for about a second. Returns how many ms that took. */
async function storm(count: number, say: (n: number) => void): Promise<number> {
  const began = performance.now();
  const burst = Math.ceil((count * BURST_MS) / 1000);
  for (let from = 0; from < count; from += burst) {
    for (let n = from; n < Math.min(count, from + burst); n++) say(n);
    // oxlint-disable-next-line no-await-in-loop -- one burst after the other
    await later(BURST_MS);
  }
  return performance.now() - began;
}

/** Waits until the server has heard all that a link said. */
async function heard(link: Link): Promise<void> {
  link.say({ type: "ping" });
  await link.next(({ type }) => type === "pong");
}

/** Events a second that reach others, and as many that may come at once. */
const EVENTS = { perSecond: 50, atOnce: 100 };

/** Events by the thousand, those that nobody defined among them. Others hear few, and their sender once that there were more. */
export const loudEvents: Attack = {
  name: "loud-events",
  async run(field) {
    const { random } = field;
    const room = `arena:${random.id()}`;
    const loud = await field.enter(room, undefined, "websocket");
    const listener = await field.enter(room, undefined, "websocket");
    const began = performance.now();
    let events = 0;
    const count = (): void => {
      events += listener.frames.splice(0).filter(({ type }) => type === "event").length;
    };
    const to = random.pick([undefined, [listener.client], ["*", "__proto__", listener.client]]);
    await storm(random.between(4000, 8000), (n) => {
      loud.say({ type: "event", room, name: "wave", body: { n }, ...(to && { to }) });
      count();
    });
    await heard(loud);
    await heard(listener);
    count();
    const most = (EVENTS.perSecond * (performance.now() - began)) / 1000 + EVENTS.atOnce + 1;
    if (events > most) throw new Found(`${events} events of one page reached another`);
    const told = loud.frames.filter(({ type }) => type === "notice").length;
    if (told !== 1) throw new Found(`Their sender was told ${told} times that it was too many`);
  },
};

/** Names and colours that nobody should see, each with who asks for the same. */
function wish(field: Field): readonly [name: string, color: string] {
  const { random } = field;
  const name = random.pick([
    "\u{1F600}".repeat(10_000),
    "\u{1F469}\u200D\u{1F469}\u200D\u{1F467}".repeat(500),
    "<img src=x onerror=alert(1)>",
    "<<b>script>alert(1)</script>",
    `Z${"\u0335".repeat(900)}`,
    "\u202Egnihtemos\u2066",
    " \u200D\u0301 ",
    "\uD800",
    random.id(),
  ]);
  const color = random.pick([
    "javascript:alert(1)",
    "url(https://example.com/seen)",
    "expression(alert(1))",
    "#1767d1",
    "#fff",
    "red; background: url(//example.com)",
    `rgb(${"9".repeat(900)})`,
  ]);
  return [name, color];
}

/** Graphemes and UTF-16 code units of a name. */
const NAME = { graphemes: 40, units: 160 };
const GRAPHEMES = new Intl.Segmenter("und", { granularity: "grapheme" });

/** What is wrong with how somebody is shown. */
function wrongWith({ name, color, initials }: UserInfo): string | undefined {
  if (name.trim() === "" || /[<>\p{Cc}\u202A-\u202E\u2066-\u2069\uD800-\uDFFF]/u.test(name))
    return `the name ${JSON.stringify(name)}`;
  if (name.length > NAME.units || [...GRAPHEMES.segment(name)].length > NAME.graphemes)
    return `a name of ${name.length} characters`;
  if (!/^#[\da-f]{6}$/.test(color)) return `the colour ${color}`;
  return typeof initials === "string" && initials.length <= 48 ? undefined : "no initials";
}

/** Several ask to be shown otherwise, thousands of times a second, as what may not be shown, and all in one colour. */
export const wildNames: Attack = {
  name: "wild-names",
  async run(field) {
    const { random } = field;
    const room = "arena:shared";
    const watcher = await field.enter(room, undefined, "websocket");
    const ids = Array.from({ length: 3 }, () => random.id());
    const links = await Promise.all(ids.map((id) => field.enter(room, `wish:${id}`, "websocket")));
    const shown = new Map<string, UserInfo>();
    let wrong: string | undefined;
    const look = (): void => {
      for (const frame of watcher.frames.splice(0)) {
        if (frame.type !== "tick") continue;
        for (const { user } of frame.people) {
          if (user === undefined || !ids.includes(user.id)) continue;
          shown.set(user.id, user);
          wrong ??= wrongWith(user);
        }
      }
    };
    await storm(3000, (n) => {
      const introduction = n > 2900 ? [null, "#1767d1"] : wish(field);
      links[n % 3]?.say({ type: "auth", token: `wish:${ids[n % 3]}`, introduction });
      look();
    });
    await Promise.all(links.map((link) => heard(link)));
    await later(300);
    look();
    if (wrong !== undefined) throw new Found(`Others are shown ${wrong}`);
    const colors = new Set(Array.from(shown.values(), ({ color }) => color));
    if (colors.size !== ids.length)
      throw new Found(`${ids.length} people in ${colors.size} colours`);
  },
};

/** People that make a crowd, and how often a page is heard of what it looks at. */
const CROWD = 14;
const LOOKS_PER_SECOND = 4;

/** A page in a crowd that says a thousand times a second that it looks at the whole world, and at none of it. */
export const restlessViews: Attack = {
  name: "restless-views",
  async run(field) {
    const { random } = field;
    const room = `arena:${random.id()}`;
    const [restless] = await Promise.all(
      Array.from({ length: CROWD }, async (_, i) => {
        const link = await field.enter(room, undefined, "websocket");
        const cursor = { x: i * 1e5, y: random.between(-1e6, 1e6) };
        link.say({ type: "presence", room, set: { cursor } });
        return link;
      }),
    );
    if (restless === undefined) return;
    // They have all come, and been told of.
    await later(300);
    restless.frames.length = 0;
    let ticks = 0;
    const count = (): void => {
      ticks += restless.frames.splice(0).filter(({ type }) => type === "tick").length;
    };
    const { MAX_VALUE } = Number;
    const world = random.pick([
      { x: -1e9, y: -1e9, width: 2e9, height: 2e9 },
      { x: -MAX_VALUE, y: -MAX_VALUE, width: MAX_VALUE, height: MAX_VALUE },
      { x: -1e9, y: -1e9, width: MAX_VALUE, height: 0.001 },
      { x: 0, y: -1e300, width: MAX_VALUE, height: MAX_VALUE },
    ]);
    const nowhere = random.pick([
      { x: -5e6, y: -5e6, width: 0, height: 0 },
      { areas: Array.from({ length: 64 }, (_, i) => `page ${i}`) },
    ]);
    const ms = await storm(random.between(1000, 4000), () => {
      restless.say({ type: "look", room, viewport: random.pick([world, nowhere]) });
      count();
    });
    await heard(restless);
    count();
    const most = (LOOKS_PER_SECOND * ms) / 1000 + 4;
    if (restless.isOver) throw new Found("Who looked at much was sent away");
    if (ticks > most)
      throw new Found(`${ticks} ticks came of looking elsewhere in ${Math.round(ms)} ms`);
  },
};

/** Locks of one client, and how long one is held that nobody asks for again. */
const MOST_LOCKS = 32;
const LOCK_MS = 1200;
/** A tick is every 33 ms. */
const TICKS_PER_SECOND = 31;

/** Locks asked for, taken and given back by the thousand, then as many as may be and for ever, by somebody who falls silent. */
export const keptLocks: Attack = {
  name: "kept-locks",
  async run(field) {
    const { random } = field;
    const { link, room, ids } = await filled(field, MOST_LOCKS + 4);
    const other = await field.enter(room, undefined, "websocket");
    const forEver = random.pick([1e12, Number.MAX_SAFE_INTEGER]);
    let ask = 0;
    const want = (by: Link, id: string, ms: number, more = {}): void => {
      ask += 1;
      by.say({ type: "lock", room, ask, ms, id, ...more });
    };
    other.frames.length = 0;
    let frames = 0;
    const ms = await storm(random.between(2000, 4000), (n) => {
      const id = ids[n % MOST_LOCKS] ?? "";
      want(link, id, random.pick([0, 1, forEver]), random.pick([{}, { take: true }]));
      frames += other.frames.splice(0).filter(({ type }) => type === "locks").length;
    });
    if (frames > (TICKS_PER_SECOND * ms) / 1000 + 4)
      throw new Found(`${frames} frames told of one client's locks in ${Math.round(ms)} ms`);
    await heard(link);
    link.frames.length = 0;
    for (const id of ids) want(link, id, forEver);
    await heard(link);
    const refused = answers(link);
    if (
      refused.length !== ids.length - MOST_LOCKS ||
      refused.some((code) => code !== "limit.locks")
    )
      throw new Found(`${ids.length} locks of one client: ${refused.join() || "all held"}`);
    await later(LOCK_MS + 300);
    other.frames.length = 0;
    for (const id of ids.slice(0, MOST_LOCKS)) want(other, id, 1000);
    await heard(other);
    const kept = answers(other);
    if (kept.length > 0)
      throw new Found(`${kept.length} locks that nobody asks for again are held`);
  },
};

/** The codes of the locks that a link was refused, of the answers that came. */
function answers(link: Link): readonly string[] {
  return link.frames
    .splice(0)
    .flatMap((frame) =>
      frame.type === "lock" && "refused" in frame && frame.refused !== undefined
        ? [frame.refused.code]
        : [],
    );
}
