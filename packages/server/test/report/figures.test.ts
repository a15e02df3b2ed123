import { expect, test } from "vitest";
import { figuresOf } from "../../src/report/assemble.ts";
import { barsOf } from "../../src/report/bars.ts";
import { countRoom } from "../../src/report/count.ts";
import { htmlOf } from "../../src/report/html.ts";
import { markdownOf } from "../../src/report/markdown.ts";
import type { Measured } from "../../src/report/measured.ts";
import { listenToMachine, quietOf } from "../../src/report/noise.ts";
import { Samples } from "../../src/report/samples.ts";
import { FakeTime } from "./fake-stage.ts";
import { REPORT } from "./sample-report.ts";

test("[R2052] of many times the one is told that so many of a hundred did not exceed", () => {
  const samples = new Samples();
  expect(samples.spread).toBeUndefined();
  for (let ms = 200; ms >= 1; ms--) samples.add(ms + 0.123_45);
  expect(samples.spread).toEqual({
    count: 200,
    p50: 100.12,
    p95: 190.12,
    p99: 198.12,
    max: 200.12,
  });
});

test.each([
  ["all is well", [1, 2, 3], [1, 2, 3], true, { lost: 0, doubled: 0 }],
  ["one that was acknowledged is not in the log", [1, 2, 3], [1, 3], true, { lost: 1, doubled: 0 }],
  ["one is in the log that nobody was told of", [1, 2], [1, 2, 3], true, { lost: 0, doubled: 1 }],
  ["which may be where not all have ended", [1, 2], [1, 2, 3], false, { lost: 0, doubled: 0 }],
  ["two were told of the same one", [1, 2, 2], [1, 2], true, { lost: 0, doubled: 1 }],
  ["one is in the log twice", [1, 2], [1, 2, 2], true, { lost: 0, doubled: 1 }],
])("[R2055] what is lost and doubled is counted: %s", (_what, acked, logged, isWhole, found) => {
  const changes = logged.map((seq) => ({ seq, of: `client ${seq}` }));
  expect(countRoom(acked, { base: 0, changes }, isWhole)).toEqual(found);
});

test("[R2055] one change in the log under two numbers is doubled; what is kept no more cannot be judged", () => {
  const changes = [3, 4, 5].map((seq) => ({ seq, of: seq === 5 ? "ann 4" : `ann ${seq}` }));
  expect(countRoom([1, 2, 3, 4], { base: 2, changes }, false)).toEqual({ lost: 0, doubled: 1 });
  expect(countRoom([1, 2, 3, 4], { base: 2, changes }, true)).toEqual({ lost: 0, doubled: 1 });
});

test("[R2056] a bar is met or missed, and missed where it was not measured", () => {
  const results = barsOf(REPORT, {
    "max-p99": 12,
    "max-join": 19.9,
    "min-changes": 12_000,
    "max-lost": 0,
  });
  expect(results.map(({ name, isMet }) => [name, isMet])).toEqual([
    ["max-p99", true],
    ["max-join", false],
    ["min-changes", true],
    ["max-lost", true],
  ]);
  const { changes: _changes, ...rest } = REPORT;
  expect(barsOf(rest, { "max-lost": 0 })).toMatchObject([{ value: undefined, isMet: false }]);
});

test("[R2056] Markdown says first whether it is under 100 ms; what somebody chose breaks no table", () => {
  const text = markdownOf(REPORT, { "max-join": 19.9 });
  expect(text).toMatch(
    /^# How it works together\n\nUnder 100 ms: 99 of 100 changes are seen by others within 12 ms\./,
  );
  expect(text).toContain("| A \\| CPU, 2 cores");
  expect(text).toContain("| **missed** | --max-join | joining, p99 | 20 ms  | 19.9 ms |");
  expect(text).toMatch(/Durable changes +\| 12,300\/s, by 16 people/);
  expect(text).toContain("5; with more, changes took longer than 100 ms");
  expect(text).toContain("The machine was quiet");
  const bare = markdownOf({
    ...REPORT,
    own: undefined,
    peer: undefined,
    isUnder100: false,
  } as never);
  expect(bare).toContain("Not under 100 ms: 99 of 100 moves are seen by others within 40 ms.");
});

test("[R2056] the page has charts, and nothing in it runs, is loaded, or comes out of what somebody chose", () => {
  const page = htmlOf(REPORT, { "max-p99": 1 });
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page).toContain("&lt;b&gt;$n&lt;/b&gt;");
  expect(page).toContain("✗ missed");
  expect(page).not.toMatch(/<b>|<script|https?:\/\/|NaN|undefined/);
  const { people: _people, ...rest } = REPORT;
  expect(htmlOf(rest).match(/<svg /g)).toHaveLength(1);
});

const NOTHING: Measured = {
  latency: undefined,
  join: undefined,
  presence: undefined,
  crowd: undefined,
  pressed: undefined,
  reconnect: { spread: undefined, missing: 2 },
  sent: 0,
  ended: 0,
  refused: 0,
  refusal: undefined,
  committed: {},
};

test("[R2056] what was not measured is left out, and a note says why", () => {
  const { notes, ...figures } = figuresOf(NOTHING, false);
  expect(figures).toEqual({});
  expect(notes.join("\n")).toMatch(
    /Nothing was written.*\n.*no point\(\).*\n2 links were not back/,
  );
  expect(figuresOf({ ...NOTHING, sent: 3, ended: 1 }, false).notes.join()).toMatch(/Of 2 changes/);
  expect(figuresOf(NOTHING, true).notes[0]).toMatch(/probe room/);
});

test("[R2056] how many people there may be at once is that of the last step before the first slow one", () => {
  const step = (people: number, p99: number, memoryBytes: number) => ({
    people,
    seen: { count: 9, p50: 1, p95: 1, p99, max: p99 },
    cpuEach: 0.01,
    memoryBytes,
    busy: 0.2,
  });
  const crowd = {
    steps: [step(5, 10, 1e8), step(50, 90, 1e8 + 45 * 50_000), step(100, 101, 2e8)],
    stopped: { name: "slow" } as const,
  };
  expect(figuresOf({ ...NOTHING, crowd }, false)).toMatchObject({
    people: { most: 50 },
    person: { memoryBytes: 50_000, cpu: 0.01 },
  });
});

test("[R2056] a machine is quiet where timers are on time and the same work takes as long", async () => {
  const listen = async (late: number, work: readonly number[]) => {
    const time = new FakeTime();
    let at = 0;
    let extra = 0;
    const machine = {
      now: () => time.now() + extra,
      sleep: (ms: number) => time.sleep(ms + (at % 10 === 9 ? late : 0)),
    };
    const isOver = (): boolean => time.now() > 500;
    const spin = (): void => void (extra += work[at++ % work.length] ?? 0);
    return time.until(listenToMachine(machine, 10, isOver, spin));
  };
  const quiet = await listen(0, [1]);
  expect(quiet).toMatchObject({ lateP99: 0, workP50: 1, workP99Times: 1 });
  expect(quietOf(quiet)).toBe("quiet");
  expect(quietOf(await listen(12, [1]))).toBe("uneven");
  expect(quietOf(await listen(0, [1, 1, 1, 9]))).toBe("noisy");
});
