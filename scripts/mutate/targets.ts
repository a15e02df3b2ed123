/** Code that holds the rules of identity (who wrote what, and once) and of pending work. */
export interface Target {
  readonly file: string;
  /** The methods and functions that do, where others stand in the same file. */
  readonly only?: readonly string[];
  /** Where its tests are. */
  readonly tests: readonly string[];
}

const SERVER = [
  "packages/server/test/room",
  "packages/server/test/session",
  "packages/server/test/bad-input/changes.test.ts",
  "packages/server/test/bad-input/hello.test.ts",
  "packages/server/test/bad-input/rights.test.ts",
  "packages/server/test/bad-input/rooms.test.ts",
  "packages/server/test/bad-input/slow-readers.test.ts",
];
const CLIENT = ["packages/client/test"];
const UNDO = [
  "packages/core/test/model/undo-step.test.ts",
  ...["undo", "undo-refusals", "undo-texts", "undo-random"].map(
    (name) => `packages/client/test/${name}.test.ts`,
  ),
];
const CORE = ["packages/core/test/model", ...CLIENT];

export const TARGETS: readonly Target[] = [
  { file: "packages/server/src/session/seat.ts", tests: SERVER },
  { file: "packages/server/src/room/room-seat.ts", tests: SERVER },
  { file: "packages/server/src/room/decisions.ts", tests: SERVER },
  {
    file: "packages/server/src/session/session.ts",
    only: ["close", "#handle", "#greet", "#end"],
    tests: SERVER,
  },
  { file: "packages/server/src/session/seats.ts", tests: SERVER },
  { file: "packages/server/src/session/client-owners.ts", tests: SERVER },
  { file: "packages/server/src/room/fence.ts", tests: SERVER },
  { file: "packages/server/src/session/joining.ts", tests: SERVER },
  { file: "packages/server/src/registry/load-room.ts", tests: SERVER },
  { file: "packages/server/src/room/ledger.ts", tests: SERVER },
  { file: "packages/server/src/room/log-writer.ts", tests: SERVER },
  { file: "packages/server/src/room/joined.ts", tests: SERVER },
  { file: "packages/server/src/room/tail.ts", tests: SERVER },
  { file: "packages/server/src/room/room.ts", tests: SERVER },
  { file: "packages/server/src/room/room-snapshots.ts", tests: SERVER },
  { file: "packages/client/src/room/pending.ts", tests: CLIENT },
  { file: "packages/client/src/room/outcomes.ts", tests: CLIENT },
  { file: "packages/client/src/room/restart.ts", tests: CLIENT },
  { file: "packages/client/src/room/writing.ts", tests: CLIENT },
  { file: "packages/client/src/undo/undo-stacks.ts", tests: UNDO },
  { file: "packages/client/src/undo/found-anew.ts", tests: UNDO },
  { file: "packages/core/src/undo/undo-step.ts", tests: UNDO },
  { file: "packages/core/src/undo/take-back.ts", tests: UNDO },
  { file: "packages/core/src/pending/slots.ts", tests: CORE },
  { file: "packages/core/src/pending/replica.ts", tests: CORE },
];
