// @vitest-environment node
import "./page.ts";
import { createClient } from "@alongside/client";
import { useSeries } from "@alongside/react/series";
import { ClientProvider, createHooks } from "@alongside/react";
import { defineRoom, series, value } from "@alongside/core";
import { createServer } from "@alongside/server";
import { useRef, useState } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { Page } from "./world.tsx";

const Dash = defineRoom("dash", {
  version: 1,
  storage: { title: value("") },
  series: { load: series(z.number(), { keys: ["cpu", "disk"] }) },
});
const { RoomProvider, useRoom } = createHooks(Dash);

const renders: true[] = [];

function Meter() {
  const ref = useRef<HTMLOutputElement>(null);
  renders.push(true);
  useSeries(useRoom(), "load", (load) => {
    if (ref.current) ref.current.textContent = String(load.newest("cpu"));
  });
  return <output ref={ref} />;
}

test("[R1800] a component draws what comes by a ref and renders for nothing of it; it watches while it is shown", async () => {
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 5));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
  const server = createServer({ rooms: [Dash], log: () => {} });
  const { port } = await server.listen(0);
  const client = createClient({
    url: `ws://127.0.0.1:${port}/live`,
    guest: "a-guest-of-this-very-test",
  });
  const page = new Page();
  onTestFinished(async () => {
    page.close();
    client.close();
    await server.close();
    vi.unstubAllGlobals();
  });
  const hide: (() => void)[] = [];
  function Shown() {
    const [isShown, setShown] = useState(true);
    hide.push(() => setShown(false));
    return isShown ? <Meter /> : "nothing";
  }
  page.show(
    <ClientProvider client={client}>
      <RoomProvider id="one">
        <Shown />
      </RoomProvider>
    </ClientProvider>,
  );
  const { load } = server.room(Dash, "one").series;
  await load.publish({ cpu: 1 });
  await vi.waitFor(() => expect(page.text).toBe("1"));
  const before = renders.length;
  for (const cpu of [2, 3, 4]) {
    await load.publish({ cpu });
    await vi.waitFor(() => expect(page.text).toBe(String(cpu)));
  }
  expect(renders).toHaveLength(before);
  hide.at(-1)?.();
  await vi.waitFor(() => expect(page.text).toBe("nothing"));
});
