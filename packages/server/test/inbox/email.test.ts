import { Inbox, type NewNotification } from "@alongside/core/inbox";
import { createTransport } from "nodemailer";
import { SMTPServer } from "smtp-server";
import { expect, test } from "vitest";
import { email, type EmailOptions, type Mail } from "../../src/email/index.ts";
import { DELIVERING } from "../../src/inbox/deliver/deliveries.ts";
import { createServer } from "../../src/server.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";
import { TALK } from "./inbox-rooms.ts";

const SECRET = "a secret of at least 32 characters";
const MINUTE = 60_000;

function mailWorld(send: (mail: Mail, i: number) => unknown = () => undefined, more = {}) {
  const mails: Mail[] = [];
  let tries = 0;
  const way = email({
    transport: {
      sendMail: async (mail) => {
        await send(mail, tries++);
        mails.push(mail);
      },
    },
    from: "Board <board@app.example>",
    to: (user) => (user === "mute" ? undefined : `${user}@home.example`),
    url: "https://app.example",
    unsubscribe: { secret: SECRET },
    ...more,
  });
  const world = new World({ rooms: [TALK], inbox: { deliver: [way] } });
  const notify = async (note: Partial<NewNotification> = {}, user = "bob"): Promise<void> => {
    const given = { kind: "task", subject: "task 7", title: "Ann gave you a task", ...note };
    await world.hub.inboxes?.notify(user, given);
    await follower().settled();
  };
  const follower = () => world.hub.followers.list().find(({ name }) => name === DELIVERING)!;
  const pass = async (minutes: number): Promise<void> => {
    for (let i = 0; i < minutes; i++) {
      // oxlint-disable-next-line no-await-in-loop -- minute after minute
      await world.clock.advance(MINUTE);
      // oxlint-disable-next-line no-await-in-loop -- the same
      for (let turns = 0; turns < 5; turns++) await settle();
    }
  };
  const inbox = () => world.hub.room(Inbox, "bob");
  const subjects = (): readonly string[] => mails.map(({ subject }) => subject);
  return { world, mails, notify, pass, inbox, subjects, follower, tries: () => tries };
}

test("[R1893] what stays unread is sent after its time, all in one mail and once", async () => {
  const { notify, pass, subjects, mails, inbox, world } = mailWorld();
  await notify();
  await pass(10);
  await notify({ subject: "task 8", title: "Paint the door" });
  expect(subjects()).toEqual([]);
  await pass(5);
  expect(subjects()).toEqual(["2 unread notifications"]);
  expect(mails[0]).toMatchObject({ to: "bob@home.example", from: "Board <board@app.example>" });
  await pass(40);
  expect(mails).toHaveLength(1);
  // It grows, and is sent as what it is now.
  await notify({ title: "It is due" });
  await pass(15);
  expect(subjects()).toEqual(["2 unread notifications", "It is due"]);
  await notify({ subject: "task 9" });
  await notify({ subject: "task 10" });
  await notify({ subject: "task 11" });
  const mark = (as: "read" | "archived", subject: string) =>
    inbox().mutate("mark", { as, items: [[`task ${subject}`, 1]] }, { as: "bob" });
  await mark("read", "task 9");
  await mark("archived", "task 10");
  await inbox().mutate(
    "snooze",
    { key: "task task 11", until: world.clock.now() + 30 * MINUTE },
    { as: "bob" },
  );
  await pass(20);
  expect(mails).toHaveLength(2);
  await pass(11);
  expect(subjects()[2]).toBe("Ann gave you a task");
  await notify({}, "mute");
  await pass(20);
  expect(mails).toHaveLength(3);
  expect(world.errors).toEqual([]);
});

test("[R1893] levels and quiet hours hold for a mail; what is urgent is sent in quiet hours too", async () => {
  const { notify, pass, mails, inbox, subjects } = mailWorld();
  const set = (what: string, level: "nothing" | null) =>
    inbox().mutate("level", { what, channel: "email", level }, { as: "bob" });
  await set("kind task", "nothing");
  await notify({ priority: "urgent" });
  await pass(20);
  expect(mails).toEqual([]);
  await set("kind task", null);
  await inbox().mutate("mark", { as: "read", items: [["task task 7", 1]] }, { as: "bob" });
  // The world begins at 00:16 of the first of January 1970.
  await inbox().mutate(
    "quiet",
    { quiet: { from: "00:00", to: "02:00", zone: "UTC" } },
    { as: "bob" },
  );
  await notify({ subject: "task 8", title: "Later" });
  await pass(20);
  expect(mails).toEqual([]);
  await notify({ subject: "fire", title: "Fire", priority: "urgent" });
  await pass(15);
  expect(subjects()).toEqual(["Fire"]);
  await pass(60);
  expect(subjects().slice(1)).toEqual(["Later"]);
});

test("[R1893] nothing is sent of a room that the user looks at, until they do not", async () => {
  const { world, notify, pass, mails } = mailWorld();
  const bob = await world.greet("bob", "bob");
  await bob.join({ room: "talk:a" });
  const place = { room: "talk:a", feed: "chat", seq: 5, epoch: "e" };
  await notify({ place });
  await pass(20);
  expect(mails).toEqual([]);
  bob.say({ type: "leave", room: "talk:a" });
  await pass(20);
  expect(mails).toHaveLength(1);
});

test("[R1893] who is sent mails at once and looks at the room is looked at again after a minute, and not all the time", async () => {
  const { world, notify, pass, mails } = mailWorld(undefined, { afterMinutes: 0 });
  const bob = await world.greet("bob", "bob");
  await bob.join({ room: "talk:a" });
  await notify({ place: { room: "talk:a", feed: "chat", seq: 5, epoch: "e" } });
  await world.clock.advance(1000);
  const [first] = await world.store.kept(DELIVERING, "due");
  await pass(2);
  const [third] = await world.store.kept(DELIVERING, "due");
  expect(third!.id - first!.id).toBeLessThanOrEqual(3);
  expect(mails).toEqual([]);
});

test("[R1894] a process that dies sends it later; what fails is tried again, with the same id", async () => {
  const ids: string[] = [];
  const { world, notify, pass, mails, follower } = mailWorld(({ messageId }, i) => {
    ids.push(messageId);
    if (i < 3) throw new Error("no route");
  });
  await notify();
  world.crash();
  await pass(30);
  expect(mails).toHaveLength(1);
  expect([ids.length, new Set(ids).size]).toEqual([4, 1]);
  expect(ids[0]).toMatch(/^<[\w-]{32}@app\.example>$/);
  world.crash();
  await pass(30);
  expect(mails).toHaveLength(1);
  expect(await follower().letters.list()).toEqual([]);
  expect(await world.store.kept(DELIVERING, "due")).toEqual([]);
});

test.each([
  ["every try", new Error("no route"), 12],
  ["for good", Object.assign(new Error("no such mailbox"), { responseCode: 550 }), 1],
])("[R1895] what fails %s is a letter, which can be tried again", async (_, error, most) => {
  let isUp = false;
  const { world, notify, pass, mails, follower, tries } = mailWorld(() => {
    if (!isUp) throw error;
  });
  await notify();
  await pass(60);
  expect(tries()).toBe(most);
  const [letter] = await follower().letters.list();
  expect(letter).toMatchObject({ room: "inbox:bob", code: "inbox.undelivered" });
  expect(follower().lag().letters).toBe(1);
  isUp = true;
  world.crash();
  await follower().letters.retry(letter!.id);
  await pass(1);
  expect(mails).toHaveLength(1);
  expect(await follower().letters.list()).toEqual([]);
});

test("[R1887] of who is erased nothing is due any more, and no letter is left", async () => {
  const { world, notify, pass, follower, mails } = mailWorld(() => {
    throw Object.assign(new Error("no such mailbox"), { responseCode: 550 });
  });
  await notify();
  await pass(15);
  await notify({ subject: "task 8" });
  expect(await follower().letters.list()).toHaveLength(1);
  expect(await world.store.kept(DELIVERING, "due")).toHaveLength(1);
  await world.hub.inboxes?.forget("bob");
  expect(await follower().letters.list()).toEqual([]);
  expect(await world.store.kept(DELIVERING, "due")).toEqual([]);
  await pass(20);
  expect(mails).toEqual([]);
  expect((await world.hub.rooms.list({ kind: "inbox" })).rooms).toEqual([]);
});

test("[R1896] a mail server gets text and HTML of which nothing is run, and a link that ends it by one click", async () => {
  const raw = Promise.withResolvers<string>();
  const mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    async onData(stream, _, done) {
      raw.resolve((await stream.toArray()).join(""));
      done();
    },
  });
  await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
  const { port } = mailServer.server.address() as { port: number };
  const transport = createTransport({ host: "127.0.0.1", port, secure: false });
  const { notify, pass } = mailWorld(undefined, { transport });
  await notify({
    title: '<img src=x onerror="alert(1)">',
    body: "Ann & Bob <b>",
    link: "/tasks/7?a=1&b=2",
  });
  await pass(15);
  // Lines that the mail folds are put together again.
  const mail = (await raw.promise).replaceAll(/=\r\n|\r\n(?= )/g, "");
  expect(mail).toMatch(
    /^List-Unsubscribe: <https:\/\/app\.example\/live\/unsubscribe\?t=[\w.-]+>/m,
  );
  expect(mail).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(mail).toContain("Content-Type: text/plain");
  expect(mail).toContain("https://app.example/tasks/7?a=3D1&b=3D2");
  const html = mail.slice(mail.indexOf("Content-Type: text/html"));
  expect(html).toContain("&lt;img src=3Dx onerror=3D&quot;alert(1)&quot;&gt;");
  expect(html).toContain("Ann &amp; Bob &lt;b&gt;");
  expect(html).not.toContain("<img");
  transport.close();
  await new Promise<void>((resolve) => mailServer.close(resolve));
});

test("[R1897] a link ends e-mail by POST, not by being looked at, and nobody makes one for somebody else", async () => {
  const { mails, notify, pass } = mailWorld();
  await notify();
  await pass(15);
  const link = new URL(mails[0]!.headers["List-Unsubscribe"]!.slice(1, -1));
  const way = email({
    transport: { sendMail: async () => undefined },
    from: "board@app.example",
    to: () => undefined,
    url: "https://app.example",
    unsubscribe: { secret: ["another secret, which signs from now on", SECRET] },
  });
  const server = createServer({ rooms: [TALK], inbox: { deliver: [way] }, log: () => {} });
  const { url } = await server.listen(0);
  const levels = async (): Promise<unknown> =>
    (await server.room(Inbox, "bob").read()).levels.get("all")?.email;
  const address = `${url}${link.pathname}${link.search}`;
  // Who has no inbox, as who was erased, gets none by an old link.
  expect((await fetch(address, { method: "POST" })).status).toBe(200);
  expect((await server.rooms.list()).rooms).toEqual([]);
  await server.notify("bob", { kind: "task", subject: "7", title: "Look" });
  const asked = await fetch(address);
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining("<form")]);
  expect(await levels()).toBeUndefined();
  for (const forged of ["", "t=Ym9i", link.search.slice(1).replace("Ym9i", "YW5u")])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await fetch(`${url}${link.pathname}?${forged}`, { method: "POST" })).status).toBe(404);
  expect((await fetch(address, { method: "PUT" })).status).toBe(405);
  const body = "List-Unsubscribe=One-Click";
  expect((await fetch(address, { method: "POST", body })).status).toBe(200);
  expect(await levels()).toBe("nothing");
  const { seq } = await server.room(Inbox, "bob").state();
  expect((await fetch(address, { method: "POST", body })).status).toBe(200);
  expect((await server.room(Inbox, "bob").state()).seq).toBe(seq);
  await server.close();
});

test.each([
  ["transport", { transport: {} }],
  ["from", { from: "board\r\nBcc: all@app.example" }],
  ["to", { to: "ann@app.example" }],
  ["url", { url: "app.example" }],
  ["unsubscribe.secret", { unsubscribe: { secret: "short" } }],
  ["afterMinutes", { afterMinutes: -1 }],
])("[R1898] options of email without a right %s are refused", (what, given) => {
  const options = {
    transport: { sendMail: async () => undefined },
    from: "board@app.example",
    to: () => undefined,
    url: "https://app.example",
    unsubscribe: { secret: SECRET },
    ...given,
  } as EmailOptions;
  expect(() => email(options)).toThrow(what);
});

test("[R1898] a server takes one way of each channel", () => {
  const way = { channel: "email", afterMs: 0, deliver: async () => [] } as const;
  for (const deliver of [[way, way], [{ ...way, channel: "sms" }], way])
    expect(() =>
      createServer({ rooms: [TALK], inbox: { deliver: deliver as never }, log: () => {} }),
    ).toThrow("inbox.deliver");
});
