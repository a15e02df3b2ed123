import { expect } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import type { RealServer } from "./real-server.ts";

/** Reads what somebody sees in the editor of their page. */
export type Reader = (person: BoardPage) => Promise<string>;

/** Types `before` a text and `after` it at once, each a letter at a time, and waits until both see both. */
export async function writeAround(
  read: Reader,
  [ada, ben]: readonly [BoardPage, BoardPage],
  { before, after, meanwhile }: WritingAround,
): Promise<string> {
  const start = await read(ada);
  await ada.page.keyboard.press("Control+Home");
  await ben.page.keyboard.press("Control+End");
  const begun = meanwhile?.begin();
  const write = async ({ page }: BoardPage, text: string): Promise<void> => {
    await page.keyboard.type(text.slice(0, -LAST), { delay: 30 });
    await begun;
    await page.keyboard.type(text.slice(-LAST), { delay: 30 });
  };
  await Promise.all([write(ada, before), write(ben, after), begun?.then(() => meanwhile?.end())]);
  const wanted = `${before}${start}${after}`;
  for (const person of [ada, ben]) await untilReads(read, person, wanted);
  await Promise.all([ada.untilSaved(), ben.untilSaved()]);
  return wanted;
}

interface WritingAround {
  readonly before: string;
  readonly after: string;
  readonly meanwhile?: Meanwhile;
}

/** Letters that both write only once what happens meanwhile has begun, however slow that was. */
const LAST = 10;

/** What happens while both are writing. */
interface Meanwhile {
  readonly begin: () => Promise<void>;
  /** What follows while they write their last letters. */
  readonly end: () => Promise<void>;
}

/** Kills the server as soon as both see a part of what the other writes, and starts it once both wait for it. */
export function killMidway(
  read: Reader,
  server: RealServer,
  [ada, ben]: readonly [BoardPage, BoardPage],
  parts: readonly [ofAda: string, ofBen: string],
): Meanwhile {
  return {
    async begin() {
      await until("each sees some of the other's", async () => {
        const [forAda, forBen] = await Promise.all([read(ada), read(ben)]);
        return forAda.includes(parts[1]) && forBen.includes(parts[0]);
      });
      await server.kill();
    },
    async end() {
      await until("both write without a server", async () => {
        const said = await Promise.all([ada.status(), ben.status()]);
        return said.every((status) => status.includes("on this device"));
      });
      await server.start();
    },
  };
}

export async function untilReads(read: Reader, person: BoardPage, text: string): Promise<void> {
  await expect.poll(() => read(person), { timeout: 15_000, interval: 40 }).toBe(text);
}
