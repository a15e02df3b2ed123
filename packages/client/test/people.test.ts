import type { SeatPatch, Tick } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { PeopleHere } from "../src/presence/people.ts";
import type { Board } from "./support/board.ts";

const at = (x: number) => ({ cursor: { x, y: 0 } });

function tick(people: readonly SeatPatch[], gone: readonly string[] = []): Tick {
  return { type: "tick", seat: 1, people, gone };
}

test("[R1040] a tick reads nothing of people whom it does not name, and each keeps their place and object", () => {
  let reads = 0;
  const everyone = Array.from({ length: 300 }, (_, i): SeatPatch & { readonly client: string } => ({
    client: `c${i}`,
    user: {
      get id() {
        reads += 1;
        return `u${i}`;
      },
      name: `User ${i}`,
      color: "red",
    },
    state: "active",
    presence: at(0),
  }));
  const here = new PeopleHere<typeof Board>(
    () => "own",
    undefined,
    () => () => undefined,
  );
  here.tick(tick(everyone), 0);
  const { others, people } = here;
  expect(others.map(({ client }) => client)).toEqual(everyone.map(({ client }) => client));
  reads = 0;
  here.tick(tick([{ client: "c7", presence: at(1) }]), 0);
  expect(reads).toBe(0);
  expect(here.others.flatMap((other, i) => (other === others[i] ? [] : [i]))).toEqual([7]);
  expect(here.people).toBe(people);
  here.tick(tick([{ client: "c9", state: "idle" }], ["c3"]), 0);
  expect(reads).toBeLessThan(10);
  expect(here.others.map(({ client }) => client)).toEqual(
    everyone.flatMap(({ client }) => (client === "c3" ? [] : [client])),
  );
  const known = new Set(people);
  expect(here.people.filter((person) => !known.has(person))).toMatchObject([
    { clients: [] },
    { state: "idle", clients: ["c9"] },
  ]);
});
