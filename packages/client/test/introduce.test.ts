import { expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const BLUE = "#1767d1";

/** Two tabs of one guest, and somebody else. */
async function three(): Promise<{ server: InMemoryServer; pages: readonly TestPage[] }> {
  const server = new InMemoryServer(Board);
  const on = (guest: string): TestPage => server.open("", Board, undefined, { guest });
  const pages = [on("zoe's secret"), on("zoe's secret"), on("bob's secret")];
  await server.pass(50);
  return { server, pages };
}

/** Under what name and colour a page sees the guest of the first one. */
function seen(page: TestPage, [first]: readonly TestPage[]): unknown {
  const id = first?.client.user.get()?.id;
  const person = page.room.people.get().find(({ user }) => user.id === id);
  return person && { name: person.user.name, color: person.user.color };
}

test("[R1177] a guest is known by another name and colour at once, to everybody and in all of their tabs", async () => {
  const { server, pages } = await three();
  const [zoe, tab] = pages as [TestPage, TestPage];
  const before = zoe.room.self.get();
  expect(before?.name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  zoe.client.introduce({ name: "  Zoe <b>Lee</b>\u202E", color: "#1767D1" });
  await server.pass(50);
  for (const page of pages) expect(seen(page, pages)).toEqual({ name: "Zoe Lee", color: BLUE });
  for (const { room } of [zoe, tab])
    expect(room.self.get()).toMatchObject({ id: before?.id, name: "Zoe Lee", initials: "ZL" });
  expect(zoe.client.user.get()?.name).toBe("Zoe Lee");
  zoe.client.introduce({ name: null });
  await server.pass(50);
  for (const page of pages) expect(seen(page, pages)).toEqual({ name: before?.name, color: BLUE });
  expect(server.errors).toEqual([]);
});

test("[R1177] what a guest asked for is asked for again after a break, and by the next page", async () => {
  const { server, pages } = await three();
  const [zoe, tab, bob] = pages as [TestPage, TestPage, TestPage];
  zoe.away();
  zoe.client.introduce({ name: "Zoe", color: BLUE });
  zoe.back();
  tab.die();
  await server.pass(15_000);
  expect(seen(bob, pages)).toEqual({ name: "Zoe", color: BLUE });
  zoe.die();
  await server.pass(15_000);
  expect(seen(bob, pages)).toBeUndefined();
  const { kept } = zoe.page;
  const next = server.open("", Board, undefined, { guest: "zoe's secret", kept });
  await server.pass(50);
  expect(seen(bob, [next])).toEqual({ name: "Zoe", color: BLUE });
});

test("[R1177] a colour that somebody has, or that is none, is not had", async () => {
  const { server, pages } = await three();
  const [zoe, , bob] = pages as [TestPage, TestPage, TestPage];
  const taken = bob.room.self.get()?.color;
  zoe.client.introduce({ color: taken ?? "" });
  await server.pass(50);
  expect(bob.room.self.get()?.color).toBe(taken);
  expect(zoe.room.self.get()?.color).not.toBe(taken);
  for (const color of ["url(javascript:alert(1))", "#777", "x".repeat(100_000)]) {
    zoe.client.introduce({ color });
    await server.pass(50);
    expect(zoe.room.self.get()?.color).toMatch(/^#[0-9a-f]{6}$/);
    expect(zoe.room.status.get().name).toBe("live");
  }
  zoe.client.introduce({ name: "😀".repeat(10_000) });
  await server.pass(50);
  expect(zoe.room.self.get()?.name).toBe("😀".repeat(40));
});

test("[R1178] who has a token is who the token says", async () => {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  ann.client.introduce({ name: "Bob", color: BLUE });
  await server.pass(50);
  ann.client.introduce({ name: "The administrator" });
  await server.pass(50);
  expect(ann.room.self.get()?.name).toBe("ann");
  expect(bob.room.others.get().map(({ user }) => user.name)).toEqual(["ann"]);
  expect(ann.room.status.get().name).toBe("live");
});

test("[R1179] a wish that is no text is told to the program at once", () => {
  const { client } = new InMemoryServer(Board).open("ann");
  for (const wrong of [undefined, "Zoe", { name: 7 }, { color: ["red"] }])
    expect(() => client.introduce(wrong as never)).toThrow(TypeError);
});
