import { expect, test } from "vitest";
import { BoardPage, until } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { rowsOnDevice } from "./device-rows.ts";

const { openOne, openTwo, join } = boardsFor("undo");

const button = ({ page }: BoardPage, name: "Undo" | "Redo") =>
  page.getByRole("button", { name, exact: true });

/** Waits until somebody sees these shapes, by their names. */
async function untilNames(person: BoardPage, ...names: readonly string[]): Promise<void> {
  let seen: readonly string[] = [];
  await until(`the shapes are ${names.join(", ")}`, async () => {
    seen = await person.names();
    return seen.join() === names.join();
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${seen.join(", ")}`);
  });
}

/** Waits until the device has so many steps to take back and to do again: they are kept about once a second. */
async function untilKept({ page }: BoardPage, done: number, undone: number): Promise<void> {
  const kept = async (): Promise<readonly string[]> =>
    (await page.evaluate(rowsOnDevice))
      .filter(({ kind }) => kind === "undo")
      .map(({ json }) => JSON.parse(json) as { done: unknown[]; undone: unknown[] })
      .map((steps) => `${steps.done.length} ${steps.undone.length}`);
  await until("the steps are on the device", async () =>
    (await kept()).includes(`${done} ${undone}`),
  );
}

test("[R246] keys and buttons take back what one did oneself, and the other person's work stays", async () => {
  const [ada, ben] = await openTwo();
  await until("there is nothing to undo yet", () => button(ada, "Undo").isDisabled());
  await ada.draw("r", [
    [300, 300],
    [400, 380],
  ]);
  await ben.draw("o", [
    [600, 300],
    [700, 380],
  ]);
  await untilNames(ada, "slate rectangle", "slate ellipse");
  await ada.page.getByLabel("Colour: red").click();
  await untilNames(ben, "red rectangle", "slate ellipse");

  await ada.page.keyboard.press("Control+z");
  await untilNames(ben, "slate rectangle", "slate ellipse");
  await button(ada, "Undo").click();
  await untilNames(ben, "slate ellipse");
  expect(await button(ada, "Undo").isDisabled()).toBe(true);
  await ada.page.keyboard.press("Control+Shift+z");
  await button(ada, "Redo").click();
  await untilNames(ben, "red rectangle", "slate ellipse");
  expect(await button(ada, "Redo").isDisabled()).toBe(true);

  // What Ben has changed since is his.
  await ben.page.mouse.click(350, 302);
  await ben.page.getByLabel("Colour: green").click();
  await untilNames(ada, "green rectangle", "slate ellipse");
  await ada.page.keyboard.press("Control+z");
  await ada.page.locator(".stuck-hint").waitFor();
  await ada.page.keyboard.press("Control+z");
  await untilNames(ben, "slate ellipse");
  await ada.untilSaved();
  const late = await join(ada);
  await untilNames(late, "slate ellipse");
});

test("[R788] whose shape somebody else has changed hears who it was, and the next press goes on", async () => {
  const [ada, ben] = await openTwo();
  await ada.draw("r", [
    [300, 300],
    [400, 380],
  ]);
  await ada.draw("o", [
    [600, 300],
    [700, 380],
  ]);
  await ada.page.getByLabel("Colour: red").click();
  await untilNames(ben, "slate rectangle", "red ellipse");
  await ben.page.mouse.click(650, 302);
  await ben.page.getByLabel("Colour: green").click();
  await untilNames(ada, "slate rectangle", "green ellipse");
  const hint = ada.page.locator(".stuck-hint");
  await ada.page.keyboard.press("Control+z");
  await hint.waitFor();
  expect(await hint.textContent()).toMatch(/^.+ has changed this since\. Press again/);
  await untilNames(ada, "slate rectangle", "green ellipse");
  await button(ada, "Undo").click();
  await untilNames(ben, "slate rectangle");
  expect(await hint.count()).toBe(0);
});

test("[R246] a note's words are taken back before the note is", async () => {
  const ada = await openOne();
  const { keyboard } = ada.page;
  await ada.writeNote("");
  // In one go: what is typed letter by letter is one step only where no second passes between two.
  await keyboard.insertText("Bring the lamp");
  await keyboard.press("Escape");
  await untilNames(ada, "yellow note Bring the lamp");
  await keyboard.press("Control+z");
  await untilNames(ada, "yellow note");
  await keyboard.press("Control+y");
  await untilNames(ada, "yellow note Bring the lamp");
  await keyboard.press("Control+z");
  await keyboard.press("Control+z");
  await untilNames(ada);
  await keyboard.press("Control+y");
  await keyboard.press("Control+y");
  await untilNames(ada, "yellow note Bring the lamp");
  expect(await button(ada, "Redo").isDisabled()).toBe(true);
});

test("[R246] undo gives up the drag that is under way, and one drag is one step", async () => {
  const ada = await openOne();
  const { keyboard, mouse } = ada.page;
  await ada.draw("r", [
    [300, 300],
    [400, 380],
  ]);
  const place = async () => (await ada.page.locator("[data-shape] .area").boundingBox())?.x ?? 0;
  const start = await place();
  // What is not selected has no handles to be resized by.
  await keyboard.press("Escape");
  await ada.drag([
    [330, 301],
    [430, 301],
    [530, 401],
  ]);
  await until("it was dragged", async () => Math.abs((await place()) - start - 200) < 1);
  await mouse.move(530, 401);
  await mouse.down();
  await mouse.move(580, 401, { steps: 4 });
  await until("it is dragged on", async () => Math.abs((await place()) - start - 250) < 1);
  await keyboard.press("Control+z");
  await until("the drag is given up", async () => Math.abs((await place()) - start - 200) < 1);
  await mouse.up();
  await keyboard.press("Control+z");
  await until("it is where it was drawn", async () => Math.abs((await place()) - start) < 1);
  expect(await button(ada, "Undo").isDisabled()).toBe(false);
});

test("[R966] [R967] a tab that is loaded again takes back and does again what it did before; another tab begins empty", async () => {
  const ada = await openOne();
  await ada.draw("r", [
    [300, 300],
    [400, 380],
  ]);
  await ada.draw("o", [
    [600, 300],
    [700, 380],
  ]);
  await ada.page.keyboard.press("Control+z");
  await untilNames(ada, "slate rectangle");
  await untilKept(ada, 1, 1);
  await ada.page.reload();
  await untilNames(ada, "slate rectangle");
  await until("there is something to undo", () => button(ada, "Undo").isEnabled());
  await button(ada, "Redo").click();
  await untilNames(ada, "slate rectangle", "slate ellipse");
  await ada.page.keyboard.press("Control+z");
  await button(ada, "Undo").click();
  await untilNames(ada);
  await untilKept(ada, 0, 2);
  await ada.page.reload();
  await ada.page.waitForSelector("[data-status=live]");
  await button(ada, "Redo").click();
  await untilNames(ada, "slate rectangle");
  const other = await BoardPage.openIn(ada.context, ada.page.url());
  await untilNames(other, "slate rectangle");
  expect(await button(other, "Undo").isDisabled()).toBe(true);
  await other.page.close();
});
