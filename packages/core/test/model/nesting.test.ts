import { expect, test } from "vitest";
import { checkOps, createDraft, type Op, recordIds, Replica } from "@alongside/core/engine";
import { canHold, heightOf, MAX_NESTING } from "../../src/model/height.ts";
import { ANA, id, insert, move, notes, schema } from "./notes.ts";
import { attempt as tried } from "../../src/change/attempt.ts";

interface Note {
  text: string;
  kids: {
    insert(value: object): string;
    move(id: string, to: unknown): void;
    get(id: string): Note;
  };
}

/** Notes in notes, `levels` deep. The ids are those of one change, from `first` on. */
function tower(levels: number, first = 0): Op[] {
  return Array.from({ length: levels }, (_, i) =>
    insert(id(ANA, 1, first + i), "end", i === 0 ? "root" : id(ANA, 1, first + i - 1)),
  );
}

function answer(replica: Replica, ...ops: readonly Op[]): string {
  const change = tried(replica, 1);
  const checked = checkOps(replica, change, notes(...ops), {
    client: ANA,
    n: 1,
    strict: false,
  });
  if (checked.ok) change.commit();
  return checked.ok ? "ok" : checked.code;
}

test("[R636] records stand in one another 64 deep, and a change that nests deeper is refused", () => {
  const replica = new Replica(schema);
  expect(answer(replica, ...tower(MAX_NESTING))).toBe("ok");
  const top = id(ANA, 1, MAX_NESTING - 1);
  expect(answer(replica, insert(id(ANA, 1, 100), "end", top))).toBe("op.depth");
});

test("[R636] a move counts all that is in the record, in the trash or not", () => {
  const replica = new Replica(schema);
  answer(replica, ...tower(60), ...tower(4, 100));
  answer(replica, { op: "delete", id: id(ANA, 1, 103) });
  const [under59, under60] = [id(ANA, 1, 58), id(ANA, 1, 59)];
  expect(answer(replica, insert(id(ANA, 1, 104), "end", id(ANA, 1, 103)))).toBe("ok");
  expect(answer(replica, move(id(ANA, 1, 100), under60))).toBe("op.depth");
  expect(answer(replica, move(id(ANA, 1, 100), under59))).toBe("ok");
});

test("[R266] how deep a record reaches is known without a look at what is in it", () => {
  const replica = new Replica(schema);
  const parent = id(ANA, 1, 0);
  answer(replica, insert(parent));
  answer(
    replica,
    ...Array.from({ length: 3000 }, (_, i) => insert(id(ANA, 1, 1 + i), "end", parent)),
  );
  let looks = 0;
  for (const node of replica.state.nodes.values()) {
    Object.defineProperty(node, "lists", {
      get: () => {
        if (node.id !== parent && node.id !== "root") looks += 1;
        return undefined;
      },
    });
  }
  const { root } = replica.state;
  const node = replica.state.nodes.get(parent);
  expect(node && heightOf(node)).toBe(1);
  expect(node && canHold(root, node)).toBe(true);
  expect(looks).toBe(0);
});

test("[R636] a draft refuses it at once", () => {
  const replica = new Replica(schema);
  replica.confirm(notes(...tower(MAX_NESTING), ...tower(1, 100)));
  const change = replica.begin(1);
  const { doc } = createDraft(replica, change, recordIds(ANA, 2));
  const top = (doc as { notes: Note["kids"] }).notes;
  let note = top.get(id(ANA, 1, 0));
  for (let i = 1; i < MAX_NESTING; i++) note = note.kids.get(id(ANA, 1, i));
  expect(() => note.kids.insert({ text: "too deep" })).toThrow("64 deep");
  expect(() => top.move(id(ANA, 1, 100), note.kids)).toThrow("64 deep");
  expect(change.ops()).toEqual({});
});
