import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

type Page = TestPage;

/** A server, and a device on which somebody opens one page after the other. */
function boards(): {
  readonly server: InMemoryServer;
  readonly device: MemoryDevice;
  readonly open: (isAway?: boolean) => Page;
} {
  const device = new MemoryDevice();
  const server = new InMemoryServer(Board);
  const browser = new FakeBrowser(server.clock);
  const open = (isAway = false): Page =>
    server.open("ann", Board, undefined, { device, isAway, tab: browser.open() });
  return { server, device, open };
}

const codesOf = ({ room }: Page): readonly string[] => room.rejected.get().map(({ code }) => code);

test("[R1121] what the device has of a room is taken up when it answers late, beside what was written meanwhile", async () => {
  const { server, device, open } = boards();
  const ann = open();
  await server.pass(50);
  ann.room.mutate.add("rude");
  await server.pass(50);
  ann.away();
  ann.room.update((doc) => doc.votes.add(1));
  await server.pass(50);
  ann.die();

  device.isSilent = true;
  const again = open();
  await server.pass(5000);
  again.room.update((doc) => doc.votes.add(10));
  await server.pass(5000);
  expect(again.room.get()?.votes).toBe(10);
  expect(codesOf(again)).toEqual([]);
  device.isSilent = false;
  await server.pass(5000);
  expect(again.room.get()?.votes).toBe(11);
  expect(codesOf(again)).toEqual(["manners"]);
  expect(again.room.status.get()).toMatchObject({ name: "live", saved: "server" });
  expect(device.rows("queue")).toEqual([]);
  again.die();

  const third = open();
  await server.pass(5000);
  expect(third.room.get()?.votes).toBe(11);
  expect(codesOf(third)).toEqual(["manners"]);
});

test("[R912] [R1122] what was decided about while the device failed is off it when it works again, and what was not is there once", async () => {
  const { server, device, open } = boards();
  const ann = open();
  await server.pass(50);
  ann.room.mutate.add("rude");
  ann.room.mutate.add("rude");
  await server.pass(50);
  ann.die();

  const again = open();
  await server.pass(50);
  const [first] = again.room.rejected.get();
  expect(codesOf(again)).toEqual(["manners", "manners"]);
  device.fail(new Error("no room"), 3);
  first?.discard();
  await server.pass(50);
  expect(device.rows("refused")).toHaveLength(2);
  await server.pass(60_000);
  expect(device.rows("refused")).toHaveLength(1);
  again.die();

  const third = open();
  await server.pass(50);
  expect(codesOf(third)).toEqual(["manners"]);
});
