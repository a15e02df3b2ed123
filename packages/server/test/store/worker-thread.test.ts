import { expect, test } from "vitest";
import { WorkerThread } from "../../src/store/sqlite/worker-thread.ts";
import { BatchFailure } from "../../src/store/sqlite/batch-appender.ts";

interface Dying {
  readonly [name: string]: (...args: never[]) => unknown;
  readonly double: (n: number) => number;
  readonly die: () => void;
  readonly unsendable: () => unknown;
  readonly askBack: () => unknown;
  readonly askWith: () => unknown;
}

test("[R75, R649] when a thread dies, what it was asked is unknown; the next question starts it again", async () => {
  const link = new WorkerThread<Dying>("../../../test/store/dying-worker", undefined);
  expect(await link.ask("double", 4)).toBe(8);
  const results = await Promise.allSettled([link.ask("die"), link.ask("double", 5)]);
  for (const result of results) {
    const reason = result.status === "rejected" ? (result.reason as unknown) : undefined;
    expect(reason).toBeInstanceOf(BatchFailure);
    expect((reason as BatchFailure).unknown).toBe(true);
  }
  expect(await link.ask("double", 6)).toBe(12);
  await link.close();
});

test("[R309] what cannot be handed from thread to thread fails the one question", async () => {
  const asked = { unsendable: () => () => undefined };
  const link = new WorkerThread<Dying>("../../../test/store/dying-worker", undefined, asked);
  const results = await Promise.allSettled([
    link.ask("unsendable"),
    link.ask("askBack"),
    link.ask("askWith"),
    link.ask("double", (() => 1) as never),
  ]);
  for (const result of results)
    expect(String((result as PromiseRejectedResult).reason)).toContain("could not be cloned");
  expect(await link.ask("double", 6)).toBe(12);
  await link.close();
});
