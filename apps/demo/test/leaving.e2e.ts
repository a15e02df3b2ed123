import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";

const { openOne, joinAt, join } = boardsFor("leaving", "code");

const read = (person: BoardPage): Promise<string> =>
  person.page.$$eval(".cm-line", (all) => all.map((line) => line.textContent).join("\n"));

test.each([
  ["closes it", "websocket"],
  ["goes to another page", "websocket"],
  ["closes it", "http"],
  ["goes to another page", "http"],
] as const)(
  "[R328] what somebody typed last is not lost when they have a slow line and %s at once, over %s",
  async (how, transport) => {
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
      if (how === "closes it") await ben.page.close();
      else await ben.page.goto("about:blank");
      const cy = await join(ada);
      await until("all of it is there", async () => (await read(cy)) === "one two three").catch(
        async (error: unknown) => {
          throw new Error(`${String(error)}: ${await read(cy)}`);
        },
      );
      expect(await read(ada)).toBe("one two three");
    } finally {
      await cable.close();
    }
  },
);
