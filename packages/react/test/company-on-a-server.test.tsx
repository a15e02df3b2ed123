// @vitest-environment node
/* oxlint-disable unicorn/consistent-function-scoping -- a component stands in the test it is about */
import { type LockTools, useFollow, useTyping } from "@alongside/react";
import { useText } from "@alongside/react/text";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { hooks } from "./company.tsx";

const { RoomProvider, useCrowd, useLock, useLocks, useRoom } = hooks;

const words = ({ state, holder }: LockTools): string =>
  `${state?.name ?? "none"}, ${holder?.user.name ?? "nobody"}`;

test("[R123] [R1140] [R1219] on a server nobody is locked, typing or followed, and there is no text", () => {
  function All() {
    const room = useRoom();
    const { typists, keystroke } = useTyping(room, "memo");
    const { state, followers, start } = useFollow(room, {
      viewport: { get: () => undefined, set: () => {} },
    });
    const { value, canWrite, carets, change } = useText(room, (doc) => doc.memo);
    const lock = useLock({ id: "root", field: "title" });
    keystroke();
    change("x");
    lock.take();
    const people = [typists, followers, carets, useLocks()];
    return JSON.stringify([
      ...people,
      words(lock),
      state,
      start("x"),
      value ?? "none",
      canWrite,
      useCrowd() ?? "no crowd",
    ]);
  }
  const html = renderToString(
    <RoomProvider id="home">
      <All />
    </RoomProvider>,
  );
  expect(html.replaceAll("&quot;", '"')).toBe(
    '[[],[],[],[],"none, nobody",{"name":"free"},false,"none",false,"no crowd"]',
  );
});

test.each([
  ["useTyping", () => useTyping({} as never, "memo")],
  ["useFollow", () => useFollow(undefined as never, { viewport: {} as never })],
  ["useText", () => useText("home" as never, () => undefined)],
])("[R1219] %s says what it needs", (name, use) => {
  const Wrong = (): string => {
    use();
    return "";
  };
  expect(() => renderToString(<Wrong />)).toThrow(`${name} needs a room`);
});
