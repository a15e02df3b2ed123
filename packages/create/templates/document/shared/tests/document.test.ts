import { testRoom } from "@alongside/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { document } from "../server/rules.ts";

let room = testRoom(document);
beforeEach(() => {
  room = testRoom(document);
});
afterEach(() => room.close());

const write = (words: string) => room.as("ben").update((doc) => doc.body.insert(0, words));

test("a title without letters is no title", async () => {
  await room.as("ann").mutate("rename", { title: "  Plans " });
  expect((await room.read()).title).toBe("Plans");
  await room.as("ann").mutate("rename", { title: "   " });
  expect((await room.read()).title).toBe("Untitled");
});

test("a final document stays as it is until somebody takes that back", async () => {
  const setFinal = (isFinal: boolean) =>
    room.as("ann").update((doc) => {
      doc.isFinal = isFinal;
    });
  await write("Hello");
  await setFinal(true);
  await expect(write("Oh, ")).rejects.toMatchObject({ code: "document.final" });
  await expect(room.as("ben").mutate("rename", { title: "Mine" })).rejects.toMatchObject({
    code: "document.final",
  });
  expect(String((await room.read()).body)).toBe("Hello");
  await setFinal(false);
  await write("Oh, ");
  expect(String((await room.read()).body)).toBe("Oh, Hello");
});

test("a link leads to the web or to a mailbox", async () => {
  await write("here");
  const link = (to: string) => room.as("ben").update((doc) => doc.body.format(0, 4, { link: to }));
  // oxlint-disable-next-line no-script-url -- what is refused
  await expect(link("javascript:alert(1)")).rejects.toThrow();
  await link("https://example.com");
});
