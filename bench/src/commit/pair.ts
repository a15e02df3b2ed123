import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { stopAll } from "../process.ts";
import { median } from "../stats.ts";
import type * as rounds from "./round.ts";
import type * as systems from "./systems.ts";

/** A checkout that is built, and what of its bench is used. */
interface Build {
  readonly round: typeof rounds;
  readonly systems: typeof systems;
}

const MS = 2000;

/** This checkout against another one, in turn: `node bench/src/commit/pair.ts OTHER_CHECKOUT [ROUNDS]`. Both are built. */
const [, , other = "", times = "5"] = process.argv;
const builds = await Promise.all([
  load(new URL("../../..", import.meta.url).pathname),
  load(other),
]);
const all: rounds.Round[][] = builds.map(() => []);
try {
  for (let i = 0; i < Number(times); i++) {
    // Each is first every other time.
    const order = i % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) all[which]?.push(await run(builds[which] as Build));
    print();
  }
} finally {
  await stopAll();
}

async function load(folder: string): Promise<Build> {
  const from = (name: string): string =>
    pathToFileURL(`${resolve(folder)}/bench/src/commit/${name}.ts`).href;
  const [round, system] = await Promise.all([import(from("round")), import(from("systems"))]);
  return { round: round as typeof rounds, systems: system as typeof systems };
}

function run({ round, systems: { SYSTEMS } }: Build): Promise<rounds.Round> {
  const [ours] = SYSTEMS;
  if (ours === undefined) throw new Error("There is no system");
  return round.runRound(ours, MS, () => Promise.resolve());
}

/** The median of the ratios of neighbours, and how far they lie apart. */
function print(): void {
  const [mine = [], theirs = []] = all;
  const figures: { readonly [name: string]: (round: rounds.Round) => number } = {
    "cpu-w1": ({ phases }) => phases["1 in flight"]?.serverMsPer10k ?? Number.NaN,
    "cpu-w16": ({ phases }) => phases["16 in flight"]?.serverMsPer10k ?? Number.NaN,
    "cpu-1200": ({ phases }) => phases["1,200/s"]?.serverMsPer10k ?? Number.NaN,
    "cpu-10000": ({ phases }) => phases["10,000/s"]?.serverMsPer10k ?? Number.NaN,
    "acked-w1": ({ phases }) => phases["1 in flight"]?.perSecond ?? Number.NaN,
    "acked-w16": ({ phases }) => phases["16 in flight"]?.perSecond ?? Number.NaN,
    idle: ({ idleBytes }) => idleBytes / 1024,
  };
  for (const [name, of] of Object.entries(figures)) {
    const pairs = Math.min(mine.length, theirs.length);
    const ratios = Array.from({ length: pairs }, (_, i) => {
      const [a, b] = [mine[i], theirs[i]];
      return a === undefined || b === undefined ? Number.NaN : of(a) / of(b);
    }).toSorted((a, b) => a - b);
    const at = (list: readonly rounds.Round[]): string => median(list.map(of)).toPrecision(3);
    const show = (ratio: number | undefined): string => (ratio ?? Number.NaN).toFixed(3);
    console.log(
      `${name.padEnd(10)} ${at(mine).padStart(8)} against ${at(theirs).padStart(8)}: ` +
        `${show(median(ratios))} (${show(ratios[0])} to ${show(ratios.at(-1))})`,
    );
  }
  console.log("");
}
