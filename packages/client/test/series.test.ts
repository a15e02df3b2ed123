import { defineRoom, series } from "@alongside/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { seriesOf } from "../src/series/index.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

const Dash = defineRoom("dash", {
  version: 1,
  storage: { title: z.string().default("") },
  series: {
    load: series(z.number(), { keys: 3, keep: 5 }),
    boxes: series(z.object({ cpu: z.number(), memory: z.number() }), { keys: ["a", "b"] }),
  },
});

test("[R1790] who comes has the window at once, and then what comes", async () => {
  const server = new InMemoryServer(Dash);
  const { load, boxes } = server.hub.room(Dash, "r").series;
  await load.publish({ a: 1, b: 2.5 });
  await server.pass(3000);
  await load.publish({ a: 3 });
  const { room } = server.open("ann");
  const here = seriesOf(room);
  expect(seriesOf(room)).toBe(here);
  expect(here.load.status.get()).toEqual({ name: "idle" });
  const heard: string[][] = [];
  here.load.subscribe((keys) => heard.push([...keys]));
  expect(here.load.status.get()).toEqual({ name: "loading" });
  await server.pass(50);
  expect(here.load.status.get()).toMatchObject({ name: "live", resolutionMs: 1000 });
  expect(here.load.keys()).toEqual(["a", "b"]);
  expect(here.load.newest("a")).toBe(3);
  expect(here.load.window("a").map(({ last }) => last)).toEqual([1, 3]);
  heard.length = 0;
  await load.publish({ b: 7 });
  await server.pass(50);
  expect(heard).toEqual([["b"]]);
  expect(here.load.newest("b")).toBe(7);
  const [at, a, b] = here.load.table(["a", "b"]);
  expect(at.length).toBe(5);
  expect(a?.filter((one) => one !== null)).toEqual([1, 3]);
  expect(b?.filter((one) => one !== null)).toEqual([2.5, 7]);

  here.boxes.subscribe(() => {});
  await boxes.publish({ a: { cpu: 0.5, memory: 3_000_000_000 } });
  await server.pass(50);
  expect(here.boxes.newest("a")).toEqual({ cpu: 0.5, memory: 3_000_000_000 });
  expect(here.boxes.window("a", "cpu")).toMatchObject([{ mean: 0.5, count: 1 }]);
  expect(server.errors).toEqual([]);
});

test("[R1791] a page that was away gets what it missed; after a restart all is empty, and says from when", async () => {
  const server = new InMemoryServer(Dash);
  const publish = (points: { readonly a: number }): Promise<void> =>
    server.hub.room(Dash, "r").series.load.publish(points);
  const ann = server.open("ann");
  const { load } = seriesOf(ann.room);
  load.subscribe(() => {});
  await server.pass(50);
  await publish({ a: 1 });
  await server.pass(1000);
  ann.cut();
  await publish({ a: 2 });
  await server.pass(1000);
  await publish({ a: 3 });
  await server.pass(6000);
  expect(load.window("a").map(({ last }) => last)).toEqual([1, 2, 3]);

  const since = load.status.get();
  server.restart();
  await server.pass(20_000);
  expect(load.keys()).toEqual([]);
  expect(load.status.get()).toMatchObject({ name: "live" });
  expect(load.status.get()).not.toEqual(since);
  await publish({ a: 9 });
  await server.pass(50);
  expect(load.window("a").map(({ last }) => last)).toEqual([9]);
});

test("[R1795] a series is told to those who may read it while they watch", async () => {
  const server = new InMemoryServer(Dash);
  server.grants.set("bob", { read: ["title", "boxes"], write: [] });
  const { load } = server.hub.room(Dash, "r").series;
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  const [seen, unseen] = [seriesOf(ann.room).load, seriesOf(bob.room).load];
  const end = seen.subscribe(() => {});
  unseen.subscribe(() => {});
  await load.publish({ a: 1 });
  await server.pass(100);
  expect(seen.newest("a")).toBe(1);
  expect(unseen.keys()).toEqual([]);
  expect(unseen.status.get()).toMatchObject({ name: "refused", code: "series.forbidden" });
  expect(server.errors).toMatchObject([{ code: "series.forbidden" }]);

  server.grants.set("ann", { read: ["title"], write: [] });
  await server.hub.review({ user: "ann" });
  await load.publish({ a: 2 });
  await server.pass(5000);
  expect(seen.newest("a")).toBe(1);
  expect(seen.status.get()).toMatchObject({ name: "refused" });

  server.grants.set("ann", "read");
  await server.hub.review({ user: "ann" });
  await server.pass(5000);
  expect(seen.newest("a")).toBe(2);
  end();
  await server.pass(50);
  expect(seen.status.get()).toEqual({ name: "idle" });
  await load.publish({ a: 3 });
  await server.pass(50);
  expect(seen.newest("a")).toBe(2);
});

test("[R1796] no page publishes where no rule lets it, and it hears so", async () => {
  const server = new InMemoryServer(Dash);
  const { room } = server.open("ann");
  await server.pass(50);
  expect(seriesOf(room).load.publish({ a: 1 })).toBe(true);
  expect(seriesOf(room).load.publish({ a: 1 })).toBe(true);
  await server.pass(50);
  expect(server.errors).toMatchObject([{ code: "series.forbidden" }]);
  expect(await server.hub.room(Dash, "r").series.load.newest()).toEqual({});
});
