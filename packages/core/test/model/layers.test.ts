import { toJSON } from "@alongside/core";
import { Replica } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { ANA, id, insert, move, notes, outline, schema, setText } from "./notes.ts";
import { attempt as tried } from "../../src/change/attempt.ts";
import { confirmedView } from "../../src/pending/confirmed.ts";

const [A, B, C] = [1, 2, 3].map((n) => id(ANA, n)) as [string, string, string];

function room(): Replica {
  const replica = new Replica(schema);
  replica.confirm(
    notes(
      insert(A, "end", "root", "a"),
      insert(B, "end", "root", "b"),
      insert(C, "end", "root", "c"),
    ),
  );
  return replica;
}

test("[R35] a change made under a gesture goes below what the gesture moves", () => {
  const replica = room();
  replica.begin(100).push("notes", move(C, A));
  expect(outline(replica)).toBe("a(c) b");
  const change = replica.begin(1);
  change.push("notes", move(C, B));
  expect(outline(replica)).toBe("a(c) b");
  replica.dropPending(100);
  expect(outline(replica)).toBe("a b(c)");
});

test("[R35] what is tried in the log's state is confirmed, under what is pending", () => {
  const replica = room();
  replica.addPending(1, notes(setText(A, "mine")));
  expect(toJSON(confirmedView(replica))).toMatchObject({ notes: [{ text: "a" }, {}, {}] });
  const attempt = tried(replica, 2);
  attempt.push("notes", setText(A, "log"));
  attempt.commit();
  expect(toJSON(confirmedView(replica))).toMatchObject({ notes: [{ text: "log" }, {}, {}] });
  expect(outline(replica)).toBe("mine b c");
});
