import {
  type CreateCommand,
  type Framework,
  FRAMEWORKS,
  type Template,
  TEMPLATES,
} from "./command.ts";
import { isUnattended } from "./environment.ts";
import type { Host } from "./host.ts";
import { usage } from "./problem.ts";

/** What was not said on the command line is known by now. */
export interface Choice {
  /** As it was typed. */
  readonly folder: string;
  readonly template: Template;
  readonly framework: Framework;
}

const FOLDER = "my-app";

/** Asks for what the command line leaves open, where somebody is there to answer. Throws `Problem` where it has no folder, and nobody to ask. */
export async function choose(command: CreateCommand, host: Host): Promise<Choice> {
  const { yes, json } = command;
  const asks = host.isTerminal && !yes && !json && !isUnattended(host.env);
  if (!asks && !yes && command.folder === undefined)
    throw usage("Say where: npm create alongside@latest my-app");
  const folder =
    command.folder ?? (asks ? (await host.ask(`Folder (${FOLDER}): `)) || FOLDER : FOLDER);
  const pick = async <T extends string>(
    what: string,
    known: readonly [T, ...T[]],
    given: T | undefined,
  ): Promise<T> => given ?? (asks ? pickOne(host, what, known) : known[0]);
  return {
    folder,
    template: await pick("Template", TEMPLATES, command.template),
    framework: await pick("Framework", FRAMEWORKS, command.framework),
  };
}

/** Asks until the answer is one of them, by its name or the beginning of it; nothing is the first. */
async function pickOne<T extends string>(
  host: Host,
  what: string,
  known: readonly [T, ...T[]],
): Promise<T> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const answer = (await host.ask(`${what}: ${known.join(", ")} (${known[0]}): `)).toLowerCase();
    if (answer === "") return known[0];
    const found = known.filter((one) => one.startsWith(answer));
    if (found[0] !== undefined && found.length === 1) return found[0];
    host.out(`There is no "${answer.replace(/\p{C}/gu, "?")}".\n`);
  }
}
