import { Cursors, FollowFrame, PresenceCursor, SelectionLayer } from "@alongside/react/ui";
import { Profiler } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Crowd } from "../../ui/test/support/crowd.ts";

const ada = { id: "ada", name: "Ada", color: "#1d4ed8" };

let element: HTMLElement;
let root: ReturnType<typeof createRoot>;
const show = (node: React.ReactNode) => flushSync(() => root.render(node));

beforeEach(() => {
  element = document.createElement("div");
  document.body.replaceChildren(element);
  root = createRoot(element);
});
afterEach(() => root.unmount());

test("[R1258] cursors of a room move in the element they are in, without a render", async () => {
  const [first, second] = [new Crowd(), new Crowd()];
  const onRender = vi.fn();
  const page = (room: Crowd) => (
    <Profiler id="page" onRender={onRender}>
      <main>
        <Cursors room={room} place={({ cursor }) => cursor} />
      </main>
    </Profiler>
  );
  show(page(first));
  onRender.mockClear();
  const cursor = () =>
    element.querySelector<HTMLElement>("main > .alongside-layer .alongside-cursor");
  first.show("Ada", { cursor: { x: 3, y: 4 } });
  expect(cursor()!.style.transform).toBe("translate(3px, 4px)");
  first.show("Ada", { cursor: { x: 30, y: 40 } });
  await expect.poll(() => cursor()!.style.transform).toBe("translate(30px, 40px)");
  expect(onRender).not.toHaveBeenCalled();
  show(page(second));
  expect(cursor()).toBe(null);
  expect([first.listeners, second.listeners]).toEqual([0, 1]);
  show(<p />);
  expect(element.innerHTML).toBe("<p></p>");
  expect(second.listeners).toBe(0);
});

test("[R1258] one cursor is where its properties say", () => {
  show(<PresenceCursor user={ada} x={1} y={2} />);
  const cursor = () => element.querySelector<HTMLElement>(".alongside-cursor")!;
  expect(cursor().style.transform).toBe("translate(1px, 2px)");
  show(<PresenceCursor user={{ ...ada, name: "Ada L" }} x={5} y={2} isTyping />);
  expect(cursor().style.transform).toBe("translate(5px, 2px)");
  expect(cursor().textContent).toBe("Ada L");
  expect(cursor().dataset["typing"]).toBe("true");
});

test("[R1258] selections are framed where the page says that things are, as it is rendered", async () => {
  const room = new Crowd();
  room.show("Ada", { selection: ["a"] });
  const page = (x: number) => (
    <main>
      <SelectionLayer
        room={room}
        selection={({ selection }) => selection}
        boxOf={() => ({ x, y: 2, width: 30, height: 40 })}
      />
    </main>
  );
  show(page(1));
  const frame = () => element.querySelector<HTMLElement>(".alongside-frame");
  await expect.poll(() => frame()?.style.transform).toBe("translate(1px, 2px)");
  show(page(7));
  await expect.poll(() => frame()?.style.transform).toBe("translate(7px, 2px)");
  show(<p />);
  expect(room.listeners).toBe(0);
});

test("[R1258] who is followed is framed in the element that the component is in", () => {
  const stop = vi.fn();
  const still = <T,>(value: T) => ({ get: () => value, subscribe: () => () => {} });
  const follow = {
    state: still({ name: "following" as const, client: "c", user: ada }),
    followers: still([{ user: ada }]),
    stop,
  };
  show(
    <main>
      <FollowFrame follow={follow} words={{ stopFollowing: "Halt" }} />
    </main>,
  );
  expect(element.querySelector("main > .alongside-follow")!.textContent).toBe(
    "You follow AdaHaltAda follows you",
  );
  element.querySelector("button")!.click();
  expect(stop).toHaveBeenCalledOnce();
});
