import { Refused } from "@alongside/core";
import type { Delta } from "@alongside/core/text";
import { expect, test } from "vitest";
import { MAX_INSERTED } from "../src/pieces.ts";
import { field } from "./support/field.ts";
import { TextServer } from "./support/text-server.ts";

test("[R213] a paste of 1 MB is several edits, none above the limit", async () => {
  const server = new TextServer("[]");
  const client = server.join("ada");
  const shared = client.open();
  const edits: Delta[] = [];
  const ada = field({
    ...shared,
    edit(delta) {
      edits.push(delta);
      return shared.edit(delta);
    },
  });
  const pasted = "👩‍👩‍👧 wörds\n".repeat(70_000);
  expect(pasted.length).toBeGreaterThan(1024 * 1024);
  ada.change(`[${pasted}]`, 1 + pasted.length);
  await server.settle();
  expect(server.text.toString()).toBe(`[${pasted}]`);
  const inserted = edits.flat().filter((part) => typeof part === "string");
  expect(inserted.join("")).toBe(pasted);
  expect(Math.max(...inserted.map((text) => new TextEncoder().encode(text).length))).toBeLessThan(
    256 * 1024,
  );
});

test("[R711] a paste of which one piece cannot be written goes back whole, and is told once", async () => {
  const refused: unknown[] = [];
  const server = new TextServer("start");
  const client = server.join("ada");
  client.maxLength = 2 * MAX_INSERTED;
  const ada = field(client.open(), { onRefused: (error) => refused.push(error) });
  ada.change(`start${"x".repeat(3 * MAX_INSERTED)}`);
  expect([ada.value, client.text]).toEqual(["start", "start"]);
  await server.settle();
  expect([ada.value, server.text.toString()]).toEqual(["start", "start"]);
  expect(refused).toHaveLength(1);
});

test("[R213] a paste that the server refuses in several pieces is told once", async () => {
  const refused: unknown[] = [];
  const server = new TextServer("start");
  server.judge = () => {
    throw new Refused("size", "Too much");
  };
  const ada = field(server.join("ada").open(), { onRefused: (error) => refused.push(error) });
  ada.change(`start${"x".repeat(3 * MAX_INSERTED)}`);
  await server.settle();
  await expect.poll(() => ada.value).toBe("start");
  expect(refused).toHaveLength(1);
});

test("[R386] without onRefused, a paste that cannot be written is told to the text whole, once it is taken back", async () => {
  const server = new TextServer("start");
  const client = server.join("ada");
  client.maxLength = 2 * MAX_INSERTED;
  const shared = client.open();
  const told: unknown[] = [];
  const ada = field({
    ...shared,
    refused: (error, delta) => told.push({ error, delta, text: shared.get()?.toString() }),
  });
  const pasted = "x".repeat(3 * MAX_INSERTED);
  ada.change(`start${pasted}`);
  expect(told).toEqual([{ error: expect.any(Error), delta: [5, pasted], text: "start" }]);
  expect(ada.value).toBe("start");
  await server.settle();
  expect(told).toHaveLength(1);
});

test("[R461] with onRefused, that hears of a paste that cannot be written, and the text is told nothing", async () => {
  const server = new TextServer("start");
  const client = server.join("ada");
  client.maxLength = 2 * MAX_INSERTED;
  const told: unknown[] = [];
  const heard: unknown[] = [];
  const ada = field(
    { ...client.open(), refused: (error) => told.push(error) },
    { onRefused: (error) => heard.push(error) },
  );
  ada.change(`start${"x".repeat(3 * MAX_INSERTED)}`);
  await server.settle();
  expect([heard.length, told.length, ada.value]).toEqual([1, 0, "start"]);
});
