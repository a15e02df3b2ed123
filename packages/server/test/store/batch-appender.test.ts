import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { connect, prepareFile } from "../../src/store/sqlite/file.ts";
import { type BatchFailure, BatchAppender } from "../../src/store/sqlite/batch-appender.ts";
import { folder } from "./folder.ts";

const IOERR_FSYNC = 10 + (4 << 8);

/** A writer whose next commit fails when `fail` is set, before or after it has taken effect. */
function setup() {
  const db = connect(prepareFile(join(folder(), "rooms.db")).file, "writer");
  const disk: { fail?: "before" | "after" | undefined } = {};
  const commit = db.prepare("COMMIT");
  const failing = {
    run: (): void => {
      const { fail } = disk;
      disk.fail = undefined;
      if (fail !== "before") commit.run();
      if (fail) throw Object.assign(new Error("disk I/O error"), { errcode: IOERR_FSYNC });
    },
  };
  const flaky = {
    prepare: (sql: string) => (sql === "COMMIT" ? failing : db.prepare(sql)),
    exec: (sql: string) => db.exec(sql),
  };
  return { writer: new BatchAppender(flaky as unknown as DatabaseSync), disk };
}

const batch = (after: number) => ({
  rooms: ["a"],
  afters: [after],
  lasts: [after + 1],
  ats: [1],
  authors: ["[]"],
  bodies: ["[]"],
  epochs: [""],
});

test.each([
  ["before", []],
  ["after", [[0, 1]]],
] as const)(
  "[R75] a commit that fails %s it took effect is unknown, and the log says which it was",
  (fail, refused) => {
    const { writer, disk } = setup();
    disk.fail = fail;
    expect(() => writer.append(batch(0))).toThrow(
      expect.objectContaining({ unknown: true }) as BatchFailure,
    );
    expect(writer.append(batch(0))).toEqual(refused);
  },
);
