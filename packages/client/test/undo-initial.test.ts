import { defineRoom, list, map, toJSON, value } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { openUndo, type Undo } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Plan = defineRoom("plan", {
  version: 1,
  storage: {
    title: value(""),
    columns: list({ name: value("") }, { initial: [{ name: "To do" }, { name: "Done" }] }),
    labels: map(value(""), { initial: { red: "urgent" } }),
  },
  mutations: {
    /** Writes on the server what was not guessed. */
    rename: {
      args: value(""),
      run(doc, name, { where }) {
        const first = doc.columns.at(0);
        if (first !== undefined) first.name = `${name} (${where})`;
      },
    },
  },
});

type Planner = TestPage<typeof Plan> & { readonly own: Undo };

const BEGUN = {
  title: "",
  columns: [{ name: "To do" }, { name: "Done" }],
  labels: { red: "urgent" },
};

async function atPlan(): Promise<{
  server: InMemoryServer<typeof Plan>;
  ann: Planner;
  bob: Planner;
}> {
  const server = new InMemoryServer(Plan);
  const open = (name: string): Planner => {
    const somebody = server.open(name);
    return { ...somebody, own: openUndo(somebody.room) };
  };
  const [ann, bob] = [open("ann"), open("bob")];
  await server.pass(50);
  return { server, ann, bob };
}

/** What somebody sees, without ids. */
function seen({ room }: Planner): unknown {
  const { title, columns = [], labels } = room.get() ?? {};
  return {
    title,
    columns: columns.map(({ name }) => ({ name })),
    labels: Object.fromEntries(
      Array.from(labels?.entries() ?? [], ([key, item]) => [key, item.value]),
    ),
  };
}

function undoAll({ own }: Planner): void {
  while (own.canUndo.get()) own.undo();
}

describe("[R776] no undo takes back what a room began with", () => {
  test("of the change that it came with, nor of what others did at once", async () => {
    const { server, ann, bob } = await atPlan();
    ann.room.update((doc) => void (doc.title = "one"));
    bob.room.update((doc) => void doc.columns.push({ name: "Mine" }));
    await server.pass(20);
    undoAll(ann);
    undoAll(bob);
    await server.pass(20);
    expect([seen(ann), seen(bob)]).toEqual([BEGUN, BEGUN]);
    expect([ann.own.undo(), bob.own.undo()]).toEqual([undefined, undefined]);
  });

  test("and of what was written to it comes back what it began with", async () => {
    const { server, ann, bob } = await atPlan();
    const [first = "", second = ""] = ann.room.get()?.columns.map(({ id }) => id) ?? [];
    const begun = toJSON(ann.room.get());
    ann.room.mutate.rename("Later");
    ann.room.update((doc) => {
      doc.columns.move(first, { after: second });
      doc.columns.delete(second);
      doc.labels.set("red", "calm");
    });
    await server.pass(20);
    expect(seen(bob)).toEqual({
      title: "",
      columns: [{ name: "Later (server)" }],
      labels: { red: "calm" },
    });
    undoAll(ann);
    await server.pass(20);
    expect([toJSON(ann.room.get()), toJSON(bob.room.get())]).toEqual([begun, begun]);
    ann.own.redo();
    ann.own.redo();
    undoAll(ann);
    await server.pass(20);
    expect([toJSON(ann.room.get()), toJSON(bob.room.get())]).toEqual([begun, begun]);
  });

  test("also where it was done offline, refused, or across a crash of the server", async () => {
    const { server, ann, bob } = await atPlan();
    ann.away();
    ann.room.update((doc) => void (doc.title = "away"));
    ann.room.update((doc) => void doc.labels.set("red", "rude"));
    undoAll(ann);
    bob.room.update((doc) => void (doc.title = "rude"));
    ann.back();
    server.restart();
    await server.pass(6000);
    undoAll(ann);
    undoAll(bob);
    await server.pass(20);
    expect([seen(ann), seen(bob)]).toEqual([BEGUN, BEGUN]);
    let beginnings = 0;
    for await (const { kind } of server.store.read("plan:r", 0))
      if (kind === "migration") beginnings += 1;
    expect(beginnings).toBe(1);
    expect(server.errors).toEqual([]);
  });
});
