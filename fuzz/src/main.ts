import { parseArgs } from "node:util";
import type { Attack } from "./attack.ts";
import { ATTACKS } from "./attacks/index.ts";
import { FuzzRandom } from "./fuzz-random.ts";
import { fuzzParser } from "./parsers.ts";
import { PLANTS } from "./plants.ts";
import { Range, type Trial } from "./trial.ts";

const { values } = parseArgs({
  options: {
    /** How long, in seconds. Each attack is tried once at least. */
    seconds: { type: "string", default: "60" },
    /** The first seed; with --only it repeats one attack. */
    seed: { type: "string" },
    /** The name of one attack. */
    only: { type: "string" },
    /** Malformed frames for the parser, after each attack. */
    frames: { type: "string", default: "2000" },
    /** Takes each guard away in turn, and looks whether its attack finds that. With --only, the guards of one attack. */
    plants: { type: "boolean", default: false },
    /** Of the guards one of so many, others each day: all of them take a quarter of an hour. */
    every: { type: "string", default: "1" },
  },
});

/** Seeds after which a guard that was taken away has to be found. */
const PLANT_SEEDS = 8;

const DAY_MS = 24 * 60 * 60 * 1000;

const attacks = ATTACKS.filter(({ name }) => values.only === undefined || name === values.only);
if (attacks.length === 0) {
  const names = ATTACKS.map(({ name }) => name).join(", ");
  console.error(`There is no attack "${values.only}"; there are ${names}`);
  process.exit(2);
}
const first = Number(values.seed ?? (values.plants ? 1 : Date.now() % 1_000_000));
process.exitCode = (values.plants ? await findPlants() : await attackAll()) ? 0 : 1;

/** Whether all attacks held. */
async function attackAll(): Promise<boolean> {
  const until = performance.now() + Number(values.seconds) * 1000;
  const random = new FuzzRandom(first);
  const range = new Range({ isTimed: true });
  let [seed, found, frames] = [first, 0, 0];
  try {
    do {
      for (const attack of shuffled(random)) {
        // oxlint-disable-next-line no-await-in-loop -- one attack at a time
        await range.settle(attack);
        // oxlint-disable-next-line no-await-in-loop -- as above
        const trial = await range.try(attack, seed);
        frames += fuzzParser(seed, Number(values.frames));
        print(trial);
        if (trial.found !== undefined) found += 1;
        seed += 1;
        if (performance.now() > until && seed - first >= attacks.length) break;
      }
    } while (performance.now() < until);
  } finally {
    await range.close();
  }
  console.log(`${seed - first} attacks and ${frames} malformed frames, ${found} found`);
  return found === 0;
}

/** Whether every guard that was taken away was found to be missing. */
async function findPlants(): Promise<boolean> {
  let [all, missed] = [0, 0];
  const every = Number(values.every);
  const today = Math.floor(Date.now() / DAY_MS);
  for (const [i, [name, { attack: wanted }]] of Object.entries(PLANTS).entries()) {
    if ((i + today) % every !== 0) continue;
    const attack = attacks.find((one) => one.name === wanted);
    if (attack === undefined) continue;
    all += 1;
    // oxlint-disable-next-line no-await-in-loop -- one server at a time
    const found = await findPlant(name, attack);
    console.log(
      `${found === undefined ? "MISSED" : "found "} ${name}: ${found?.split("\n", 1)[0]}`,
    );
    if (found === undefined) missed += 1;
  }
  console.log(`${all} guards taken away, ${missed} not missed`);
  return missed === 0;
}

async function findPlant(name: string, attack: Attack): Promise<string | undefined> {
  const range = new Range({ plant: name, isTimed: true });
  try {
    for (let seed = first; seed < first + PLANT_SEEDS; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- one attack at a time
      const trial = await range.try(attack, seed);
      if (trial.found !== undefined) return trial.found;
      print(trial);
    }
    return undefined;
  } finally {
    await range.close();
  }
}

function print({ attack, seed, found, state, honest, newcomer }: Trial): void {
  const figures =
    state && honest
      ? `: still ${ms(state.stillMs)}, held ${(state.heldBytes / 2 ** 20).toFixed(0)} MiB, ` +
        `honest p99 ${ms(honest.p99)} max ${ms(honest.max)}, newcomer ${ms(newcomer?.ms)}`
      : "";
  console.log(`${found === undefined ? "held " : "FOUND"} ${attack} seed ${seed}${figures}`);
  if (found === undefined) return;
  console.log(`  ${found}`);
  console.log(`  again: npm run fuzz -- --only ${attack} --seed ${seed} --seconds 1`);
}

function shuffled(random: FuzzRandom): readonly Attack[] {
  return attacks
    .map((attack) => ({ attack, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ attack }) => attack);
}

/** From another process comes null where there was nothing to measure. */
function ms(value: number | null | undefined): string {
  return typeof value === "number" ? `${value.toFixed(0)} ms` : "-";
}
