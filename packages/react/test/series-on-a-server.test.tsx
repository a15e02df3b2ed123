// @vitest-environment node
import { createHooks } from "@alongside/react";
import { useSeries } from "@alongside/react/series";
import { defineRoom, series, value } from "@alongside/core";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { z } from "zod";

const Dash = defineRoom("dash", {
  version: 1,
  storage: { title: value("") },
  series: { load: series(z.number(), { keys: ["cpu", "disk"] }) },
});
const { RoomProvider, useRoom } = createHooks(Dash);

test("[R1800] on a server it is empty, and what is no room or no series is told", () => {
  function Newest() {
    const load = useSeries(useRoom(), "load");
    return JSON.stringify([
      load.keys(),
      load.newest("cpu"),
      load.table(["cpu"]),
      load.status.get(),
    ]);
  }
  const rendered = (node: ReactNode): string =>
    renderToString(<RoomProvider id="one">{node}</RoomProvider>);
  expect(rendered(<Newest />).replaceAll("&quot;", '"')).toBe('[[],null,[[],[]],{"name":"idle"}]');
  function Wrong() {
    // @ts-expect-error -- there is no such series
    return typeof useSeries(useRoom(), "nothing");
  }
  expect(() => rendered(<Wrong />)).toThrow('dash has no series "nothing"');
  function Roomless() {
    return typeof useSeries(undefined as never, "load" as never);
  }
  expect(() => rendered(<Roomless />)).toThrow("useSeries needs a room");
});
