import { expect, test } from "vitest";
import { createLog } from "../src/log.ts";

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
