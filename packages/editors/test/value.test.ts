import { Refused } from "@alongside/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bindValue } from "../src/value.ts";
import { field } from "./support/field.ts";
import { TextServer } from "./support/text-server.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("[R210, R709] what one person writes, the others see, and the editor shows the shared text", async () => {
  const server = new TextServer("one two");
  const ada = field(server.join("ada").open());
  const ben = field(server.join("ben").open());
  expect(ada.value).toBe("one two");
  ada.change("one and two");
  ben.change("one two!");
  await server.settle();
  expect(server.text.toString()).toBe("one and two!");
  expect([ada.value, ben.value]).toEqual(["one and two!", "one and two!"]);
});

test("[R210, R708] what many write faster than a screen shows it is shown together; who writes sees it at once", async () => {
  const server = new TextServer("");
  const shown: string[] = [];
  const ada = bindValue(server.join("ada").open(), { set: (value) => shown.push(value) });
  const ben = server.join("ben").open();
  for (const letter of ["d", "c", "b"]) ben.edit([letter]);
  await server.settle();
  expect(shown).toEqual(["", "d"]);
  vi.advanceTimersByTime(33);
  expect(shown).toEqual(["", "d", "bcd"]);
  ben.edit(["a"]);
  await server.settle();
  expect(shown).toHaveLength(3);
  ada.change("bcd!", 4);
  expect(shown.slice(3)).toEqual(["abcd!"]);
  await server.settle();
  expect(server.text.toString()).toBe("abcd!");
});

test("[R210] a caret of the app's own is told where it is after what others wrote", async () => {
  const server = new TextServer("abc");
  let caret = 2;
  bindValue(server.join("ada").open(), {
    set(_value, moved) {
      caret = moved(caret);
    },
  });
  server.join("ben").open().edit(["12", 2, "x"]);
  await server.settle();
  expect(caret).toBe(4);
});

test("[R211] what others write waits for the end of a composition, and is passed by what is composed", async () => {
  const server = new TextServer("ab");
  const ada = field(server.join("ada").open());
  const ben = server.join("ben").open();
  ada.pause();
  ada.change("akb", 2);
  ben.edit(["12", 2, "3"]);
  await server.settle();
  ada.change("akab", 3);
  await server.settle();
  expect(ada.value).toBe("akab");
  expect(server.text.toString()).toBe("12akab3");
  ada.resume();
  expect(ada.value).toBe("12akab3");
});

test("[R212] an edit that cannot be made goes back at once, and is told once", () => {
  const refused: unknown[] = [];
  const client = new TextServer("full").join("ada");
  client.maxLength = 5;
  const ada = field(client.open(), { onRefused: (error) => refused.push(error) });
  ada.change("full!");
  ada.change("full!!");
  expect(ada.value).toBe("full!");
  expect(refused).toEqual([new RangeError("The text would have 6")]);
});

test("[R212] an edit that cannot be made while others' edits wait goes back after the composition", async () => {
  const server = new TextServer("abc");
  const client = server.join("ada");
  client.maxLength = 5;
  const ada = field(client.open());
  ada.pause();
  server.join("ben").open().edit(["12"]);
  await server.settle();
  ada.change("abxc", 3);
  ada.change("axc", 1);
  ada.resume();
  expect(ada.value).toBe(client.text);
  expect(client.text).toBe("12ac");
});

test("[R212, R710] an edit the server refuses goes back, later typing stays, and its author hears once", async () => {
  const refused: unknown[] = [];
  const server = new TextServer("one");
  server.judge = (delta) => {
    if (delta.includes("bad")) throw new Refused("word.denied", "No such words");
  };
  const ada = field(server.join("ada").open(), { onRefused: (error) => refused.push(error) });
  const ben = field(server.join("ben").open());
  ada.change("onebad");
  ada.change("onebad good");
  expect(ada.value).toBe("onebad good");
  await server.settle();
  expect([ada.value, ben.value]).toEqual(["one good", "one good"]);
  expect(refused).toEqual([new Refused("word.denied", "No such words")]);
});

test("[R215] carriage returns become newlines, here and there", async () => {
  const server = new TextServer("a");
  const ada = field(server.join("ada").open());
  ada.change("a\r\nb\rc\n", 3);
  await server.settle();
  expect([ada.value, server.text.toString()]).toEqual(["a\nb\nc\n", "a\nb\nc\n"]);
});

test("[R219] an editor is told whether the text may be written, and that a text is not there", () => {
  const heard: boolean[] = [];
  const client = new TextServer("abc").join("ada");
  const ada = field(client.open(), { setWritable: (isWritable) => heard.push(isWritable) });
  expect(heard).toEqual([true]);
  client.canWrite = false;
  client.canWrite = true;
  client.view = undefined;
  expect(ada.value).toBe("");
  vi.advanceTimersByTime(33);
  client.view = new TextServer("back").text;
  expect(ada.value).toBe("back");
  expect(heard).toEqual([true, false, true, false, true]);
});

test("[R219] an editor that is bound before the text is there shows it when it comes", () => {
  const heard: boolean[] = [];
  const client = new TextServer("later").join("ada");
  const { text } = new TextServer("later");
  client.view = undefined;
  const ada = field(client.open(), { setWritable: (isWritable) => heard.push(isWritable) });
  expect(ada.value).toBe("");
  client.view = text;
  expect(ada.value).toBe("later");
  expect(heard).toEqual([false, true]);
});

test.each(["handles of their own", "one handle"])(
  "[R220] two editors of a page with %s show the same",
  async (handles) => {
    const server = new TextServer("abc");
    const client = server.join("ada");
    const shared = client.open();
    const first = field(shared);
    const second = field(handles === "one handle" ? shared : client.open());
    first.change("abcd");
    second.change("1abcd", 1);
    await server.settle();
    expect([first.value, second.value, server.text.toString()]).toEqual(Array(3).fill("1abcd"));
  },
);

test("[R221] who detaches keeps what is shown, hears nothing more and writes nothing more", async () => {
  const server = new TextServer("abc");
  const client = server.join("ada");
  for (let i = 0; i < 3; i++) {
    const ada = field(client.open(), { setCarets: () => undefined });
    expect(client.listeners).toBe(3);
    ada.pause();
    server.join(`ben${i}`).open().edit(["x"]);
    await server.settle();
    const shown = ada.value;
    ada.detach();
    ada.resume();
    expect(ada.value).toBe(shown);
    ada.change("other");
    expect(client.listeners).toBe(0);
  }
  await server.settle();
  expect(server.text.toString()).toBe("xxxabc");
});
