import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Corks } from "../../src/transports/corks.ts";

class Socket {
  readonly log: string[] = [];
  cork(): void {
    this.log.push("cork");
  }
  uncork(): void {
    this.log.push("uncork");
  }
}

test("[R134] what is written to a socket in one turn leaves together, at the turn's end", async () => {
  const corks = new Corks();
  const [a, b] = [new Socket(), new Socket()];
  corks.hold(a);
  corks.hold(b);
  await Promise.resolve();
  corks.hold(a);
  expect([a.log, b.log]).toEqual([["cork"], ["cork"]]);
  await turn();
  expect([a.log, b.log]).toEqual([
    ["cork", "uncork"],
    ["cork", "uncork"],
  ]);
  corks.hold(a);
  await turn();
  expect(a.log).toEqual(["cork", "uncork", "cork", "uncork"]);
});
