import { expect, test } from "vitest";
import { createLog } from "../src/log.ts";
import { CheckFailed } from "../src/store/store.ts";

test.each(["text", "json"] as const)(
  "[R290] a line of the log (%s) has an error with what caused it",
  (format) => {
    const lines: string[] = [];
    const log = createLog({ format, write: (line) => void lines.push(line) });
    const cause = new Error("connect ECONNREFUSED db.internal", { cause: "no route" });
    log("error", "It failed", { error: new Error("No answer", { cause }) });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/No answer.*caused by: Error: connect ECONNREFUSED db\.internal/);
    expect(lines[0]).toContain("caused by: 'no route'");
  },
);

test("[R312] a line of the log costs its length, whatever a stranger puts into it", () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) });
  // As many spaces would take hours where each of them is tried as a beginning.
  log("warn", `Refused a page from x${" ".repeat(1_000_000)}y: \n  add it`);
  expect(lines[0]).toMatch(/^warn: Refused a page from x {1000000}y: add it$/);
});

test.each(["text", "json"] as const)(
  "[R764] a line of the log (%s) with a code, or an error that has one, says where that is described",
  (format) => {
    const lines: string[] = [];
    const log = createLog({ format, write: (line) => void lines.push(line) });
    log("warn", "A page was refused", { code: "schema.outdated" });
    log("error", "It failed", { error: new CheckFailed("store.full", "No space left") });
    log("warn", "A team's own", { code: "team.closed", error: undefined });
    log("info", "Nothing to say");
    const docs = lines.map((line) => /docs\W{1,3}(docs\/errors\.md#[\w.-]+)/.exec(line)?.[1]);
    expect(docs).toEqual([
      "docs/errors.md#schema.outdated",
      "docs/errors.md#store.full",
      undefined,
      undefined,
    ]);
  },
);
