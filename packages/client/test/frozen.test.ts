import { describe, expect, test } from "vitest";
import { person, ScriptedRoom } from "./support/scripted-room.ts";

/** Paths of the objects and arrays in a value that can be written into. */
function open(value: unknown, path = "it"): string[] {
  if (typeof value !== "object" || value === null) return [];
  const isMap = value instanceof Object && "without" in value;
  const parts = isMap ? [...(value as unknown as Map<string, unknown>)] : Object.entries(value);
  const inner = parts.flatMap(([key, part]) => open(part, `${path}.${key}`));
  return isMap || Object.isFrozen(value) ? inner : [path, ...inner];
}

describe("[R383] in a development build", () => {
  test("storage is frozen at every level, also what is written later", () => {
    const table = ScriptedRoom.live();
    table.room.update((doc) => {
      doc.shapes.push({ notes: [{ body: "deep" }] });
      doc.settings.set("grid", { value: "on" });
    });
    const before = table.state;
    expect(open(before)).toEqual([]);
    expect(() => (before.shapes as unknown as object[]).push({})).toThrow(TypeError);
    expect(() => void ((before as { title: string }).title = "here alone")).toThrow(TypeError);
    const [first] = before.shapes;
    table.room.update((doc) => {
      doc.shapes.push({ notes: [{ body: "more" }] });
      doc.settings.delete("grid");
      for (const shape of doc.shapes) shape.x += 1;
    });
    expect(table.state).toMatchObject({ shapes: [{ x: 1 }, { x: 1, notes: [{ body: "more" }] }] });
    expect(table.state.shapes[0]?.notes).toBe(first?.notes);
    expect(open(table.state)).toEqual([]);
  });

  test("so are people, presence, status, refused changes and bodies of events", () => {
    const table = ScriptedRoom.live();
    const { room } = table;
    const bodies: unknown[] = [];
    room.on("wave", (body, from) => bodies.push(from));
    table.tick([person("bobsclient000", "bob", { presence: { cursor: { x: 1, y: 2 } } })]);
    table.say({ type: "event", room: room.id, name: "wave", body: "hi", from: "bobsclient000" });
    room.presence.set({ cursor: { x: 3, y: 4 } });
    room.update((doc) => void (doc.title = "locked"));
    table.refuse(1);
    const read = [room.others, room.people, room.presence, room.status, room.rejected];
    for (const readable of read) expect(open(readable.get())).toEqual([]);
    expect(room.others.get()).toMatchObject([{ presence: { cursor: { x: 1 } } }]);
    expect(room.rejected.get()).toMatchObject([{ code: "locked" }]);
    expect(open(bodies)).toEqual(["it"]);
  });

  test("what the app gave stays the app's", () => {
    const table = ScriptedRoom.live();
    const cursor = { x: 3, y: 4 };
    table.room.presence.set({ cursor });
    cursor.x = 5;
    expect(table.room.presence.get()).toEqual({ cursor: { x: 3, y: 4 } });
  });
});
