// @vitest-environment node
import "./page.ts";
import { createClient } from "@alongside/client";
import { Chat, Threads } from "@alongside/react/chat";
import { ClientProvider, createHooks } from "@alongside/react";
import { defineRoom, feed, value } from "@alongside/core";
import { createServer, implement } from "@alongside/server";
import { flushSync } from "react-dom";
import { StrictMode, useState } from "react";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { Page } from "./world.tsx";

const Talk = defineRoom("talk", {
  version: 1,
  presence: { typing: z.string().nullable() },
  storage: { title: value("") },
  feeds: {
    chat: feed(
      z.object({
        text: z.string(),
        files: z.array(z.object({ name: z.string(), url: z.string() })).optional(),
      }),
    ),
  },
});
const { RoomProvider, useRoom } = createHooks(Talk);

beforeAll(() => {
  // Nothing has a size on a page that nobody sees.
  for (const [name, size] of [
    ["clientHeight", 4000],
    ["clientWidth", 300],
    ["offsetHeight", 40],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, name, { get: () => size, configurable: true });
});

const onFiles = async (files: readonly File[]) =>
  files.map(({ name }) => ({ name, url: "javascript:alert(1)" }));

function Both() {
  const room = useRoom();
  const [thread, open] = useState("");
  return (
    <>
      <Chat room={room} name="chat" onFiles={onFiles} />
      <output>{thread}</output>
      <Threads room={room} name="chat" onOpen={open} />
    </>
  );
}

async function pagesOf(...names: string[]) {
  const rules = implement(Talk, {
    feeds: {
      chat: {
        may: ({ kind, body }) =>
          kind !== "post" ||
          (body as { text: string }).text !== "rude" || { code: "rude", message: "Be kind" },
      },
    },
  });
  const server = createServer({ rooms: [rules], log: () => {} });
  const { port } = await server.listen(0);
  onTestFinished(() => server.close());
  return names.map((name) => {
    const client = createClient({
      url: `ws://127.0.0.1:${port}/live`,
      guest: `a-guest-called-${name}-of-this-test`,
      onError: () => {},
    });
    const page = new Page();
    onTestFinished(() => {
      page.close();
      client.close();
    });
    page.show(
      <StrictMode>
        <ClientProvider client={client}>
          <RoomProvider id="one">
            <Both />
          </RoomProvider>
        </ClientProvider>
      </StrictMode>,
    );
    return page;
  });
}

const one = <E extends HTMLElement>(page: Page, selector: string): E => {
  const found = page.element.querySelector<E>(selector);
  if (found === null) throw new Error(`No ${selector} in ${page.element.innerHTML}`);
  return found;
};
const press = (page: Page, label: string, within = ".alongside-chat"): void =>
  flushSync(() =>
    [...one(page, within).querySelectorAll("button")]
      .find((it) => (it.getAttribute("aria-label") ?? it.textContent) === label)
      ?.click(),
  );

/** Types as a person does. */
function type(page: Page, selector: string, text: string): void {
  const field = one<HTMLTextAreaElement>(page, selector);
  const { set } = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(field) as object,
    "value",
  ) as Required<PropertyDescriptor>;
  flushSync(() => {
    set.call(field, text);
    field.dispatchEvent(new window.Event("input", { bubbles: true }));
  });
}
function key(page: Page, selector: string, name: string): void {
  const event = new window.KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
  flushSync(() => void one(page, selector).dispatchEvent(event));
}
const FIELD = ".alongside-composer textarea";
const say = (page: Page, text: string): void => {
  type(page, FIELD, text);
  key(page, FIELD, "Enter");
};
const texts = (page: Page, within = ".alongside-log"): readonly string[] =>
  Array.from(one(page, within).querySelectorAll(".alongside-post-text"), (it) => it.textContent);
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 10 });

test("[R1762] a chat shows what is posted as text alone, edits by the arrow up, and leaves a line of what was deleted", async () => {
  const [ann, bob] = (await pagesOf("ann", "bob")) as [Page, Page];
  await until(() => expect(ann.text + bob.text).not.toContain("Loading"));
  const script = "<img src=x onerror=alert(1)> <script>1</script>";
  say(ann, script);
  expect(texts(ann)).toEqual([script]);
  await until(() => expect(texts(bob)).toEqual([script]));
  expect(bob.element.querySelector("img, script")).toBe(null);
  key(ann, FIELD, "ArrowUp");
  type(ann, ".alongside-edit textarea", "hello");
  key(ann, ".alongside-edit textarea", "Enter");
  await until(() => expect(texts(bob)).toEqual(["hello"]));
  await until(() => expect(bob.text).toContain("(edited)"));
  const [post] = [one(ann, "[data-post]")];
  flushSync(() => post.focus());
  press(ann, "React");
  press(ann, "👍");
  await until(() => expect(one(bob, ".alongside-reaction").textContent).toBe("👍 1"));
  flushSync(() => post.focus());
  press(ann, "Delete");
  press(ann, "Really delete?");
  await until(() => expect(bob.text).toContain("This message was deleted"));
});

test("[R1766] a post that is refused is kept where it was written, with why, and is tried again or discarded", async () => {
  const [ann] = (await pagesOf("ann")) as [Page];
  await until(() => expect(ann.text).not.toContain("Loading"));
  say(ann, "rude");
  await until(() => expect(ann.text).toContain("Not sent: Be kind"));
  press(ann, "Try again");
  await until(() => expect(ann.text).toContain("Not sent: Be kind"));
  press(ann, "Discard");
  await until(() => expect(texts(ann)).toEqual([]));
});

test("[R1767] a thread is opened, answered, resolved and listed", async () => {
  const [ann, bob] = (await pagesOf("ann", "bob")) as [Page, Page];
  await until(() => expect(ann.text + bob.text).not.toContain("Loading"));
  say(ann, "why?");
  await until(() => expect(texts(bob)).toEqual(["why?"]));
  flushSync(() => one(bob, "[data-post]").focus());
  press(bob, "Reply");
  say(bob, "because");
  await until(() => expect(one(ann, ".alongside-chat").textContent).toContain("1 reply"));
  press(ann, "1 reply");
  await until(() => expect(texts(ann)).toEqual(["because"]));
  press(ann, "Resolve");
  await until(() => expect(one(bob, ".alongside-threads").textContent).toContain("Resolved"));
  press(bob, "1 reply · Resolved", ".alongside-threads");
  expect(one(bob, "output").textContent).not.toBe("");
  press(ann, "Back");
  await until(() => expect(texts(ann)).toEqual(["why?"]));
});

test("[R1768] files go to the app first, and an address that is none of the web is no link", async () => {
  const [ann] = (await pagesOf("ann")) as [Page];
  await until(() => expect(ann.text).not.toContain("Loading"));
  const drop = new window.Event("drop", { bubbles: true, cancelable: true });
  const files = [new File(["x"], "plan.txt")];
  Object.defineProperty(drop, "dataTransfer", { value: { files, types: ["Files"] } });
  flushSync(() => void one(ann, ".alongside-composer").dispatchEvent(drop));
  await until(() => expect(one(ann, ".alongside-files").textContent).toContain("plan.txt"));
  key(ann, FIELD, "Enter");
  await until(() =>
    expect(one(ann, ".alongside-log .alongside-files").textContent).toBe("plan.txt"),
  );
  expect(ann.element.querySelector("a")).toBe(null);
});

test("[R1765] somebody in the room is mentioned by a few letters, and what is typed next stands behind the name", async () => {
  const [ann, bob] = (await pagesOf("ann", "bob")) as [Page, Page];
  await until(() => expect(ann.text + bob.text).not.toContain("Loading"));
  const field = one<HTMLTextAreaElement>(ann, FIELD);
  const at = async (text: string): Promise<void> => {
    type(ann, FIELD, text);
    field.setSelectionRange(text.length, text.length);
    flushSync(() => void field.dispatchEvent(new window.Event("select", { bubbles: true })));
  };
  await at("hi @");
  await until(() => expect(ann.element.querySelectorAll("[role=option]")).toHaveLength(1));
  const name = one(ann, "[role=option]").textContent;
  key(ann, FIELD, "Enter");
  expect(field.value).toBe(`hi @${name} `);
  expect(field.selectionStart).toBe(field.value.length);
  key(ann, FIELD, "Enter");
  await until(() => expect(one(bob, ".alongside-mention").textContent).toBe(`@${name}`));
  expect(one(bob, ".alongside-mention").dataset["mine"]).toBe("true");
});
