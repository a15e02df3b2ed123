import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";

const { openOne, joinAt, join } = boardsFor("leaving", "code");

const read = (person: BoardPage): Promise<string> =>
  person.page.$$eval(".cm-line", (all) => all.map((line) => line.textContent).join("\n"));

/** How somebody leaves: they close the page, or go to another one. */
const LEAVES: readonly ((person: BoardPage) => Promise<unknown>)[] = [
  ({ page }) => page.close(),
  ({ page }) => page.goto("about:blank"),
];

/** Somebody in a room of their own types and leaves. Returns what the other there reads, once who comes later reads all of it. */
async function typeAndLeave(
  transport: "websocket" | "http",
  leave: (person: BoardPage) => Promise<unknown>,
): Promise<string> {
  const ada = await openOne();
  // Half a second to the server, so that most of it waits behind the first key.
  const cable = await Cable.to(socketAt(ada.page.url()), 250);
  try {
    const ben = await joinAt(cable.at(ada.page.url()));
    if (transport === "http") {
      await ben.page.addInitScript(() => {
        Object.assign(window, {
          WebSocket: function None() {
            throw new Error("There are none here");
          },
        });
      });
      await ben.page.reload();
      await ben.page.waitForSelector(".cm-content");
      await until("Ben is there", async () => (await ben.status()).includes("saved"));
    }
    ben.page.on("dialog", (dialog) => void dialog.accept());
    await ben.page.click(".cm-content");
    await ben.page.keyboard.insertText("one");
    await ben.page.keyboard.insertText(" two");
    await ben.page.keyboard.insertText(" three");
    await leave(ben);
    const cy = await join(ada);
    await until("all of it is there", async () => (await read(cy)) === "one two three").catch(
      async (error: unknown) => {
        throw new Error(`${String(error)}: ${await read(cy)}`);
      },
    );
    return await read(ada);
  } finally {
    await cable.close();
  }
}

// Those of one transport at once: most of the time they wait for the line.
test.each(["websocket", "http"] as const)(
  "[R328] what somebody typed last is not lost when they have a slow line and close it or go to another page at once, over %s",
  async (transport) => {
    const texts = await Promise.all(LEAVES.map((leave) => typeAndLeave(transport, leave)));
    expect(texts).toEqual(LEAVES.map(() => "one two three"));
  },
);
