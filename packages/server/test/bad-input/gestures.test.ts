import { expect, test } from "vitest";
import { nested, outcome } from "../live/change.ts";
import { ROOM, scene } from "../live/scene.ts";

/** A gesture's message, with JSON for its ops. */
const preview = (ops: string, gesture = 1): string => `["g",1,${gesture},${ops}]`;

test("[R302] gestures with values 100,000 arrays deep, for records that are not there, end nothing", async () => {
  const { mallory, undisturbed } = await scene();
  for (let i = 0; i < 5; i++) {
    const op = `["s","${mallory.id}.1.${i}","kind",${nested(100_000)}]`;
    mallory.raw(preview(`["shapes",[${op}]]`, i + 1));
    await undisturbed();
  }
  expect(mallory.ws.readyState).toBe(mallory.ws.OPEN);
});

test("[R302] a gesture lies in wait for no record: who reads sees what the log has", async () => {
  const { mallory, ann } = await scene();
  const id = `${mallory.id}.1.0`;
  mallory.raw(preview(`["shapes",[["s","${id}","kind",null]]]`));
  // A tick looks at it while its record is not there yet.
  mallory.raw('["p",1,{"cursor":{"x":77,"y":0}}]');
  await ann.next("tick", ({ people }) => JSON.stringify(people).includes("77"));
  const at = { in: { of: "root", field: "shapes" }, at: "end" };
  const insert = { op: "insert", id, ...at, fields: { kind: "rect", at: { x: 0, y: 0 } } };
  expect(await outcome(mallory, { shapes: [insert] })).toMatchObject({ ack: 1 });
  const previews = ann.frames.flatMap((frame) =>
    frame.type === "tick" ? frame.people.map((person) => person.previews ?? {}) : [],
  );
  expect(JSON.stringify(previews)).not.toContain("null}");
});

test("[R303] gestures and presence far above their limits are told of, and end nothing", async () => {
  const { mallory, undisturbed } = await scene();
  const title = (length: number): string =>
    `["title",[["s","root","title","${"x".repeat(length)}"]]]`;
  for (let gesture = 1; gesture <= 16; gesture++) mallory.raw(preview(title(2_000_000), gesture));
  expect(await mallory.next("notice")).toMatchObject({ room: ROOM, code: "limit.preview" });
  mallory.raw(`["p",1,{"note":"${"x".repeat(1_000_000)}"}]`);
  expect(await mallory.next("notice", ({ code }) => code === "limit.presence")).toMatchObject({
    room: ROOM,
  });
  await undisturbed();
  expect(mallory.ws.readyState).toBe(mallory.ws.OPEN);
});
