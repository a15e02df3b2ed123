// @vitest-environment node
/* oxlint-disable unicorn/consistent-function-scoping -- a component stands in the test it is about */
import "./page.ts";
import { type LockTools, useFollow, useTyping, type FollowTools } from "@alongside/react";
import { useText, type TextTools } from "@alongside/react/text";
import { expect, test, vi } from "vitest";
import { hooks, openWorld, type Pad, show, somebody } from "./company.tsx";

const { useLock, useLocks, useRoom } = hooks;
const TITLE = { id: "root", field: "title" };

openWorld();

/** How it stands with a lock, and who holds it. */
const words = ({ state, holder }: LockTools): string =>
  `${state?.name ?? "none"}, ${holder === undefined ? "nobody" : holder.self ? "me" : "another"}`;

test("[R1219] a lock is held while its component shows it, and given back with it", async () => {
  const ann = await somebody();
  function Field({ isEditing }: { readonly isEditing: boolean }) {
    const count = useLocks((locks) => locks.length);
    return `${words(useLock(isEditing ? TITLE : null))}, ${count}`;
  }
  const page = show(<Field isEditing={false} />);
  await vi.waitFor(() => expect(page.text).toBe("none, nobody, 0"));
  page.close();
  const editing = show(<Field isEditing />);
  await vi.waitFor(() => expect(editing.text).toBe("held, me, 1"));
  expect(ann.locks.get()).toMatchObject([{ ...TITLE, self: false }]);
  editing.show(null);
  await vi.waitFor(() => expect(ann.locks.get()).toEqual([]));
});

test("[R1219] it is taken over by a press, where the rule lets that be, and lost so", async () => {
  const ann = await somebody();
  const hers = ann.lock(TITLE);
  await hers.settled;
  const given: LockTools[] = [];
  function Field() {
    const lock = useLock(TITLE);
    given.push(lock);
    return words(lock);
  }
  const page = show(<Field />);
  await vi.waitFor(() => expect(page.text).toBe("refused, another"));
  const { take } = given.at(-1) as LockTools;
  take();
  await vi.waitFor(() => expect(page.text).toBe("held, me"));
  expect(hers.get()).toMatchObject({ name: "lost" });
  expect(given.at(-1)?.take).toBe(take);
  ann.lock(TITLE, { take: true });
  await vi.waitFor(() => expect(page.text).toBe("lost, another"));
  await ann.update((doc) => void (doc.title = "Mine")).committed;
  take();
  await vi.waitFor(() => expect(given.at(-1)?.state).toMatchObject({ code: "pad.mine" }));
  page.show(null);
  take();
  expect(ann.locks.get()).toMatchObject([{ self: true }]);
});

test("[R1219] who types is seen in their field, and stops with the component", async () => {
  const ann = await somebody();
  const renders: true[] = [];
  const given: (() => void)[] = [];
  function Typists() {
    const { typists, keystroke } = useTyping(useRoom(), "memo");
    renders.push(true);
    given.push(keystroke);
    return `${typists.length}`;
  }
  const page = show(<Typists />);
  await vi.waitFor(() => expect(ann.others.get()).toHaveLength(1));
  ann.presence.set({ typing: "memo" });
  await vi.waitFor(() => expect(page.text).toBe("1"));
  const before = renders.length;
  ann.presence.set({ caret: null, viewport: [1] });
  given.at(-1)?.();
  await vi.waitFor(() => expect(ann.others.get()[0]?.presence.typing).toBe("memo"));
  expect(renders).toHaveLength(before);
  expect(given.at(-1)).toBe(given.at(-2));
  page.show(null);
  await vi.waitFor(() => expect(ann.others.get()[0]?.presence.typing).toBeNull());
});

test("[R1219] who is followed is looked at, and nobody is when the component goes", async () => {
  const ann = await somebody();
  const seen: number[] = [];
  const given: FollowTools<typeof Pad>[] = [];
  function View() {
    const follow = useFollow(useRoom(), {
      viewport: { get: () => [seen.at(-1) ?? 0], set: ([y = 0]) => void seen.push(y) },
      easing: "ease-out",
    });
    given.push(follow);
    return `${follow.state.name} ${follow.followers.length}`;
  }
  const page = show(<View />);
  await vi.waitFor(() => expect(ann.others.get()).toHaveLength(1));
  const [other] = ann.others.get();
  expect(page.text).toBe("free 0");
  await vi.waitFor(() => expect(given.at(-1)?.start(ann.self.get()?.id ?? "")).toBe(true));
  expect(given.at(-1)?.start).toBe(given[0]?.start);
  await vi.waitFor(() => expect(page.text).toBe("following 0"));
  ann.presence.set({ viewport: [40] });
  await vi.waitFor(() => expect(seen.at(-1)).toBe(40));
  given.at(-1)?.stop();
  ann.presence.set({ following: other?.client ?? null });
  await vi.waitFor(() => expect(page.text).toBe("free 1"));
  page.show(null);
  await vi.waitFor(() => expect(ann.others.get()[0]?.presence.viewport).toBeNull());
  expect(given.at(-1)?.start(ann.self.get()?.id ?? "")).toBe(false);
});

test("[R1219] a text is bound to an element, and is a value for others, edits both ways", async () => {
  // What draws the others' carets asks for a frame.
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 16));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
  const ann = await somebody();
  ann.update((doc) => doc.memo.insert(0, "one"));
  const given: TextTools[] = [];
  function Memo() {
    const text = useText(useRoom(), (doc) => doc.memo);
    given.push(text);
    const { ref, value, canWrite } = text;
    return (
      <>
        <textarea ref={ref} />
        <output>
          {String(value)} {String(canWrite)}
        </output>
      </>
    );
  }
  const page = show(<Memo />);
  const area = page.element.querySelector("textarea") as HTMLTextAreaElement;
  const said = () => page.element.querySelector("output")?.textContent;
  await vi.waitFor(() => expect([area.value, said()]).toEqual(["one", "one true"]));
  given.at(-1)?.change("one two", 7);
  await vi.waitFor(() => expect([area.value, said()]).toEqual(["one two", "one two true"]));
  area.value = "zero one two";
  area.dispatchEvent(new window.Event("input", { bubbles: true }));
  await vi.waitFor(() => expect(ann.get()?.memo.toString()).toBe("zero one two"));
  given.at(-1)?.change("zero", 4);
  await vi.waitFor(() => expect(ann.get()?.memo.toString()).toBe("zero"));
  ann.update((doc) => doc.memo.insert(4, "!"));
  await vi.waitFor(() => expect([area.value, said()]).toEqual(["zero!", "zero! true"]));
  page.show(null);
  area.value = "gone";
  area.dispatchEvent(new window.Event("input", { bubbles: true }));
  given.at(-1)?.change("gone");
  expect(ann.get()?.memo.toString()).toBe("zero!");
});
