import { expect, test } from "vitest";
import type { DrawnCaret } from "../src/value.ts";
import { field } from "./support/field.ts";
import { TextServer } from "./support/text-server.ts";

function withCarets(): {
  readonly server: TextServer;
  readonly ada: ReturnType<typeof field>;
  readonly ben: ReturnType<typeof field>;
  readonly drawn: () => readonly DrawnCaret[];
} {
  const server = new TextServer("one two three");
  let drawn: readonly DrawnCaret[] = [];
  const ada = field(server.join("ada").open(), {
    setCarets(carets) {
      drawn = carets;
    },
  });
  return { server, ada, ben: field(server.join("ben").open()), drawn: () => drawn };
}

test("[R217] somebody's caret and selection are drawn with name and colour, and gone when they go", async () => {
  const { server, ben, drawn } = withCarets();
  ben.setCaret({ anchor: 8, head: 4 });
  await server.settle();
  expect(drawn()).toMatchObject([
    { client: "ben", user: { name: "ben", color: "rgb(200, 30, 90)" }, anchor: 8, head: 4 },
  ]);
  ben.setCaret(null);
  await server.settle();
  expect(drawn()).toEqual([]);
});

test("[R217] a caret stays on its letter while the own typing and others' move it, and that is no move of its person", async () => {
  const { server, ada, ben, drawn } = withCarets();
  ben.setCaret({ anchor: 4, head: 4 });
  await server.settle();
  const [before] = drawn();
  ada.change("zero one two three", 5);
  expect(drawn()).toMatchObject([{ head: 9 }]);
  server.join("cyd").open().edit(["1"]);
  await server.settle();
  const [after] = drawn();
  expect(after).toMatchObject({ anchor: 10, head: 10 });
  expect(after?.movedAt).toBe(before?.movedAt);
  ben.setCaret({ anchor: 11, head: 11 });
  await server.settle();
  expect(drawn()[0]?.movedAt).toBeGreaterThan(before?.movedAt ?? Infinity);
});

test("[R217] while others' edits wait, their carets stay where they are in what is shown", async () => {
  const { server, ada, ben, drawn } = withCarets();
  ben.setCaret({ anchor: 4, head: 4 });
  await server.settle();
  ada.pause();
  ben.change("one and two three", 8);
  ben.setCaret({ anchor: 8, head: 8 });
  await server.settle();
  expect(drawn()).toMatchObject([{ head: 4 }]);
  ada.change("k one two three".slice(0), 1);
  expect(drawn()).toMatchObject([{ head: 6 }]);
  ada.resume();
  expect(ada.value).toBe("k one and two three");
  await server.settle();
  expect(drawn()).toMatchObject([{ head: 10 }]);
});

test("[R218] the own caret is told when it moves, not when others' writing moves it", async () => {
  const server = new TextServer("abc");
  const client = server.join("ada");
  const ada = field(client.open());
  ada.setCaret({ anchor: 2, head: 2 });
  server.join("ben").open().edit(["12"]);
  await server.settle();
  ada.setCaret({ anchor: 4, head: 4 });
  expect(client.caretsSaid).toBe(1);
  ada.setCaret({ anchor: 4, head: 5 });
  expect(client.caret).toEqual({ anchor: 4, head: 5 });
  ada.detach();
  expect(client.caret).toBe(null);
  expect(client.caretsSaid).toBe(3);
});

test("[R218] during a composition the own caret is told where it is in the shared text", async () => {
  const server = new TextServer("abc");
  const client = server.join("ada");
  const ada = field(client.open());
  ada.pause();
  server.join("ben").open().edit(["12"]);
  await server.settle();
  ada.setCaret({ anchor: 1, head: 1 });
  expect(client.caret).toEqual({ anchor: 3, head: 3 });
});
