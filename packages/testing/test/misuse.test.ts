import { faulty, storeContract } from "@alongside/testing";
import { expect, test } from "vitest";

type Loose = (...args: readonly unknown[]) => unknown;

test("[R405] the contract suite says what it needs before it declares a test", () => {
  const suite = storeContract as Loose;
  const declared: unknown[] = [];
  const declare = (name: string): void => void declared.push(name);
  expect(() => suite()).toThrow("the first argument should be your runner's test, got undefined");
  expect(() => suite(declare, {})).toThrow("should be a function that opens a store");
  expect(() => suite(declare)).toThrow(/\(docs\/errors\.md#storeContract\)$/);
  expect(declared).toEqual([]);
});

test("[R405] a faulty store says what it needs", () => {
  const make = faulty as Loose;
  expect(() => make()).toThrow("the first argument should be a store, got undefined");
  expect(() => make({})).toThrow(/should be a function of a request.*\(docs\/errors\.md#faulty\)$/);
});
