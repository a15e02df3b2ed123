import { FakeBrowser } from "@alongside/testing";
import { afterEach, expect, test } from "vitest";
import { Slots } from "../src/transports/slots.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakePage } from "./support/fake-page.ts";

const URL = "wss://board.test/live";

let clock = new FakeClock();
let browser = new FakeBrowser(clock);
afterEach(() => {
  clock = new FakeClock();
  browser = new FakeBrowser(clock);
});

/** Lets all happen that waits for no time to pass. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    clock.pass(0);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A tab that would keep a request open, and does as soon and as long as it may. */
class Tab {
  readonly page = new FakePage(browser);
  readonly slots = new Slots(this.page);
  ended: (() => void) | undefined;

  static async open(isVisible = true): Promise<Tab> {
    const tab = new Tab();
    if (!isVisible) tab.page.happen("hidden");
    void tab.slots.join(URL, clock, tab.changed);
    await settle();
    tab.changed();
    return tab;
  }

  get isKept(): boolean {
    return this.ended !== undefined;
  }

  readonly changed = (): void => {
    if (this.slots.mayKeep) this.ended ??= this.slots.keep();
    else {
      const { ended } = this;
      this.ended = undefined;
      ended?.();
    }
  };

  close(): void {
    this.slots.leave(this.changed);
    this.ended?.();
  }
}

const open = async (count: number, isVisible = true): Promise<Tab[]> => {
  const tabs: Tab[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let i = 0; i < count; i++) tabs.push(await Tab.open(isVisible));
  return tabs;
};
const kept = (tabs: readonly Tab[]): readonly boolean[] => tabs.map(({ isKept }) => isKept);

test("[R961] four tabs keep a request open, and the next in line does when one of them is closed or killed", async () => {
  const tabs = await open(7);
  expect(kept(tabs)).toEqual([true, true, true, true, false, false, false]);
  tabs[1]?.close();
  await settle();
  expect(kept(tabs).slice(4)).toEqual([true, false, false]);
  tabs[2]?.page.inBrowser.kill();
  await settle();
  expect(kept(tabs).slice(4)).toEqual([true, true, false]);
});

test("[R961] tabs of another server have slots of their own", async () => {
  await open(4);
  const slots = new Slots(new FakePage(browser));
  void slots.join("wss://other.test/live", clock, () => undefined);
  await settle();
  expect(slots.mayKeep).toBe(true);
});

test("[R962] a tab that somebody looks at gets the slot of one that nobody looks at, and just one", async () => {
  const tabs = await open(5);
  tabs[0]?.page.happen("hidden");
  tabs[3]?.page.happen("hidden");
  void tabs[4]?.slots.ask();
  await settle();
  expect(kept(tabs).filter(Boolean)).toHaveLength(4);
  expect(tabs[4]?.isKept).toBe(true);
});

test("[R962] a hidden tab takes what is free, and waits for nothing", async () => {
  const tabs = await open(4);
  const hidden = await Tab.open(false);
  tabs[0]?.close();
  await settle();
  expect(hidden.isKept).toBe(false);
  void hidden.slots.ask();
  await settle();
  expect(hidden.isKept).toBe(true);
});

test("[R962] a tab that is looked at again asks at once", async () => {
  const tabs = await open(4, false);
  const last = await Tab.open(false);
  expect(last.isKept).toBe(false);
  last.page.happen("visible");
  await settle();
  expect(last.isKept).toBe(true);
  expect(kept(tabs).filter(Boolean)).toHaveLength(3);
});

test("[R962] one that cannot make room is passed over after a while", async () => {
  const tabs = await open(4, false);
  const [stuck] = tabs;
  // It goes on with what it keeps open.
  const real = stuck?.ended;
  if (stuck) stuck.ended = undefined;
  for (const tab of tabs.slice(1)) tab.page.happen("visible");
  const last = await Tab.open();
  expect(last.isKept).toBe(false);
  clock.pass(10_000);
  await settle();
  tabs[1]?.page.happen("hidden");
  void last.slots.ask();
  await settle();
  expect(last.isKept).toBe(true);
  real?.();
});

test("[R963] a page without locks keeps nothing open; a program that is no page what it likes", async () => {
  const insecure = new FakePage();
  insecure.locks = undefined;
  const program = new FakePage();
  program.location = undefined;
  const [without, free] = [new Slots(insecure), new Slots(program)];
  await Promise.all([without, free].map((slots) => slots.join(URL, clock, () => undefined)));
  expect([without.keep(), free.keep()]).toEqual([undefined, expect.any(Function)]);
});
