import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cursors, pinnedTo, worldArea, type CursorsOptions, type Place } from "../src/index.ts";
import { Crowd, type Shows } from "./support/crowd.ts";

let room: Crowd;
let host: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  room = new Crowd();
  host = document.createElement("div");
  document.body.replaceChildren(host);
});
afterEach(() => vi.useRealTimers());

const show = (options: Partial<CursorsOptions<Shows>> = {}) =>
  cursors(host, { room, place: ({ cursor }) => cursor, ...options });
const of = (client: string) => host.querySelector<HTMLElement>(`[data-of="${client}"]`);
const at = (client: string) => of(client)?.style.transform;

test("[R1254] a cursor comes, glides without being made anew, and goes", () => {
  show();
  room.show("Ada", { cursor: { x: 10, y: 20 } });
  const first = of("Ada");
  expect(at("Ada")).toBe("translate(10px, 20px)");
  room.show("Ada", { cursor: { x: 110, y: 20 } });
  expect(at("Ada")).toBe("translate(10px, 20px)");
  vi.advanceTimersByTime(300);
  expect(at("Ada")).toBe("translate(110px, 20px)");
  expect(of("Ada")).toBe(first);
  room.show("Ada", { cursor: null });
  expect(of("Ada")).toBe(null);
  room.show("Ada", { cursor: { x: 5, y: 5 } });
  expect(at("Ada")).toBe("translate(5px, 5px)");
  room.leave("Ada");
  expect(of("Ada")).toBe(null);
});

test("[R1254] what others say that is no place shows nothing, and keeps nobody else from being shown", () => {
  show();
  const odd = [Number.NaN, Infinity, "7", null, undefined, {}];
  for (const x of odd) room.show("Ada", { cursor: { x: x as number, y: 0 } });
  expect(of("Ada")).toBe(null);
  show({
    place: ({ cursor, taps }) => {
      if (taps === 13) throw new Error("An app's mistake");
      return cursor;
    },
  });
  expect(() => room.show("Bob", { cursor: { x: 1, y: 1 }, taps: 13 })).toThrow("An app's mistake");
  expect(() => room.show("Cem", { cursor: { x: 2, y: 2 } })).toThrow("An app's mistake");
  expect(at("Cem")).toBe("translate(2px, 2px)");
});

test("[R1257] who types, is idle or not heard of is seen so; a tap makes one ring", () => {
  show({ isTyping: ({ isTyping = false }) => isTyping, taps: ({ taps }) => taps });
  room.show("Ada", { cursor: { x: 1, y: 1 }, taps: 3 });
  expect(of("Ada")!.querySelector(".alongside-ripple")).toBe(null);
  room.show("Ada", { isTyping: true, taps: 4 }, { state: "quiet" });
  expect(of("Ada")!.dataset).toMatchObject({ typing: "true", state: "quiet" });
  expect(of("Ada")!.querySelectorAll(".alongside-ripple").length).toBe(1);
  room.show("Ada", { isTyping: false });
  expect(of("Ada")!.querySelectorAll(".alongside-ripple").length).toBe(1);
});

test("[R1254] a view that pans and zooms takes the cursors along, and their flags stay down", () => {
  let zoom = 1;
  let moved = (): void => {};
  const revealed: Place[] = [];
  const area = worldArea({
    toScreen: ({ x, y }) => ({ x: x * zoom, y: y * zoom }),
    toWorld: ({ x, y }) => ({ x: x / zoom, y: y / zoom }),
    subscribe: (callback) => {
      moved = callback;
      return () => {};
    },
    reveal: (place) => revealed.push(place),
  });
  show({ area });
  room.show("Ada", { cursor: { x: 100, y: 50 } });
  vi.advanceTimersByTime(3000);
  expect(of("Ada")!.dataset["flag"]).toBe("down");
  zoom = 2;
  moved();
  moved();
  vi.advanceTimersByTime(20);
  expect(at("Ada")).toBe("translate(200px, 100px)");
  expect(of("Ada")!.dataset["flag"]).toBe("down");
  // Nothing is laid out here, so whoever points anywhere is out of sight.
  vi.advanceTimersByTime(200);
  host.querySelector("button")!.click();
  expect(revealed).toEqual([{ x: 100, y: 50 }]);
});

test("[R1266] who is pinned is where the pin is, and glides there and back, with the view too", async () => {
  let pins: ReadonlyMap<string, Place> = new Map();
  let pin!: (place: Place | undefined) => void;
  let zoom = 1;
  let moved = (): void => {};
  const layer = show({
    pinned: pinnedTo({
      get: () => pins,
      subscribe(callback) {
        pin = (place) => {
          pins = new Map(place ? [["Ada", place]] : []);
          callback();
        };
        return () => {};
      },
    }),
    area: worldArea({
      toScreen: ({ x, y }) => ({ x: x * zoom, y: y * zoom }),
      toWorld: (place) => place,
      subscribe: (callback) => {
        moved = callback;
        return () => {};
      },
      reveal() {},
    }),
  });
  pin({ x: 1, y: 1 });
  room.show("Ada", { cursor: { x: 100, y: 50 } });
  expect(at("Ada")).toBe("translate(1px, 1px)");
  pin(undefined);
  expect(at("Ada")).toBe("translate(1px, 1px)");
  await vi.advanceTimersByTimeAsync(200);
  expect(at("Ada")).toBe("translate(100px, 50px)");
  pin({ x: 110, y: 50 });
  expect(at("Ada")).toBe("translate(100px, 50px)");
  await vi.advanceTimersByTimeAsync(50);
  expect(at("Ada")).toMatch(/^translate\(10[5-9]\.?\d*px, 50px\)$/);
  await vi.advanceTimersByTimeAsync(100);
  // Once there, it is on its pin at once, however far its person says to be.
  room.show("Ada", { cursor: { x: 300, y: 50 } });
  pin({ x: 170.5, y: 50 });
  expect(at("Ada")).toBe("translate(170.5px, 50px)");
  zoom = 2;
  moved();
  expect(at("Ada")).toBe("translate(341px, 100px)");
  room.show("Ada", { cursor: null });
  room.show("Ada", { cursor: { x: 5, y: 5 } });
  pin(undefined);
  layer.destroy();
  expect(vi.getTimerCount()).toBe(0);
});

test("[R1254] what is taken away leaves nothing behind", () => {
  const shared = vi.fn();
  const layer = show({ share: shared });
  room.show("Ada", { cursor: { x: 1, y: 1 } });
  room.show("Ada", { cursor: { x: 50, y: 1 } });
  layer.destroy();
  expect(host.childElementCount).toBe(0);
  expect(room.listeners).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  host.dispatchEvent(new Event("pointermove"));
  expect(shared).not.toHaveBeenCalled();
});

test("[R1254] other functions that an app gives are asked at once", () => {
  const layer = show();
  room.show("Ada", { cursor: { x: 1, y: 1 } });
  layer.update({ place: () => ({ x: 7, y: 7 }) });
  vi.advanceTimersByTime(300);
  expect(at("Ada")).toBe("translate(7px, 7px)");
  layer.update({ place: () => null });
  expect(of("Ada")).toBe(null);
});
