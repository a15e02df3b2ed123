import { defineRoom, series, value } from "@alongside/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { api, READ, WRITE } from "./api.ts";

const Dash = defineRoom("dash", {
  version: 1,
  storage: { title: value("") },
  series: {
    load: series(z.number(), { keys: 30, keep: 10 }),
    boxes: series(z.object({ cpu: z.number() }), { keys: ["a"] }),
  },
});
const PATH = "/rooms/dash:one/series";
const type = "application/json";

test("[R1798] a series is published to and read with a key, of a room that holds nothing too", async () => {
  const { ask, server } = await api({ rooms: [Dash] });
  const publish = (name: string, body: unknown, key = WRITE): ReturnType<typeof ask> =>
    ask("POST", `${PATH}/${name}`, { key, body, type });
  expect((await publish("load", { a: 1, "b,c": 2.5 })).body).toEqual({ values: 2 });
  expect((await publish("boxes", { a: { cpu: 0.25 } })).body).toEqual({ values: 1 });
  const { body } = await ask("GET", `${PATH}/load`, { key: READ });
  expect(body).toMatchObject({
    resolutionMs: 1000,
    newest: { a: 1, "b,c": 2.5 },
    window: { a: [{ min: 1, max: 1, mean: 1, last: 1, count: 1 }], "b,c": [{ last: 2.5 }] },
  });
  const one = await ask("GET", `${PATH}/load?keys=b%252Cc`, { key: READ });
  expect(one.body["window"]).toMatchObject({ "b,c": [{ last: 2.5 }] });
  const boxes = await ask("GET", `${PATH}/boxes`, { key: READ });
  expect(boxes.body).toMatchObject({
    newest: { a: { cpu: 0.25 } },
    window: { a: { cpu: [{ last: 0.25 }] } },
  });
  // Nothing of it is in a log.
  expect((await ask("GET", "/rooms/dash:one", { key: READ })).status).toBe(404);
  expect(await server.room(Dash, "one").series.load.newest()).toEqual({ a: 1, "b,c": 2.5 });

  expect((await publish("load", { a: 3 }, READ)).status).toBe(403);
  expect((await publish("nothing", { a: 3 })).body).toMatchObject({
    status: 404,
    code: "series.unknown",
  });
  expect((await publish("toString", { a: 3 })).status).toBe(404);
  for (const [name, wrong, code] of [
    ["load", { a: 1, b: "2" }, "value.refused"],
    ["load", { a: 1e300 }, "value.refused"],
    ["load", { "": 1 }, "value.refused"],
    ["boxes", { b: { cpu: 1 } }, "value.refused"],
    [
      "load",
      Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`k${i}`, i])),
      "limit.series",
    ],
    [
      "load",
      Object.fromEntries(Array.from({ length: 29 }, (_, i) => [`k${i}`, i])),
      "limit.series",
    ],
  ] as const)
    expect((await publish(name, wrong)).body).toMatchObject({ status: 422, code });
  expect((await publish("load", [1])).status).toBe(400);
  expect((await ask("GET", `${PATH}/load`)).body["newest"]).toEqual({ a: 1, "b,c": 2.5 });
  const many = Array.from({ length: 21 }, (_, i) => i).join(",");
  expect((await ask("GET", `${PATH}/load?keys=${many}`)).body.code).toBe("request.invalid");
  expect((await ask("GET", `${PATH}/load?keys=%25zz`)).body.code).toBe("request.invalid");
});

test("[R1799] a series is followed by events: a window, then what comes", async () => {
  const { url, server } = await api({ rooms: [Dash] });
  const { load } = server.room(Dash, "one").series;
  await load.publish({ a: 1 });
  const response = await fetch(`${url}/v1${PATH}/load/events`, {
    headers: { authorization: `Bearer ${READ}` },
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (wanted: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = wanted.exec(text);
      if (found !== null) return found;
      const { value: more, done } = await reader.read();
      if (done) throw new Error(`The stream ended with ${text}`);
      text += more;
    }
  };
  const [, first] = await until(/event: window\ndata: (.*)\n\n/);
  expect(JSON.parse(first!)).toMatchObject({ newest: { a: 1 }, window: { a: [{ last: 1 }] } });
  await load.publish({ b: 2 });
  const [, next] = await until(/event: points\ndata: (.*)\n\n/);
  expect(JSON.parse(next!)).toMatchObject({ values: { b: 2 } });
  await reader.cancel();
});
