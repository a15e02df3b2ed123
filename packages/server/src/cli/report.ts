import { statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { barsOf } from "../report/bars.ts";
import { markdownOf } from "../report/markdown.ts";
import { report } from "../report/report.ts";
import type { Progress } from "../report/run-load.ts";
import { ms, short } from "../report/words.ts";
import { harmless } from "../harmless.ts";
import { Problem } from "./problem.ts";
import type { ReportCommand } from "./report-command.ts";

/** Where a report goes. */
interface Output {
  readonly out: { write(text: string): unknown };
  /** How it goes, for who waits. */
  readonly progress: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stop: Promise<NodeJS.Signals>;
}

/** Measures, and prints what was found. Returns 0, or 1 where a bar is missed. Rejects with `Problem`. */
export async function runReport(command: ReportCommand, to: Output): Promise<0 | 1> {
  const { url, rooms, kind, write, token, key, clients, seconds, html, bars } = command;
  if (html !== undefined) checkFile(html);
  const stopping = new AbortController();
  void to.stop.then(() => stopping.abort(new Problem("Stopped")));
  const show = progressLine(to.progress);
  const found = await report({
    ...(url !== undefined && { url }),
    ...(rooms !== undefined && { rooms }),
    ...(kind !== undefined && { kind }),
    ...(write !== undefined && { write }),
    ...(token !== undefined && { token }),
    ...(key !== undefined && { key }),
    clients,
    seconds,
    command: command.typed,
    signal: stopping.signal,
    onProgress: (at) => show(wordsOf(at)),
  }).finally(() => show(undefined));
  const results = barsOf(found, bars);
  if (html !== undefined) {
    const { htmlOf } = await import("../report/html.ts");
    save(html, htmlOf(found, bars));
  }
  const printed = command.json
    ? `${JSON.stringify({ ...found, ...(results.length > 0 && { bars: results }) }, null, 2)}\n`
    : markdownOf(found, bars);
  to.out.write(harmless(printed));
  const missed = results.filter(({ isMet }) => !isMet);
  for (const { name, what, value, unit, limit } of missed)
    to.progress.write(
      `alongside: --${name} is missed: ${what} ${value === undefined ? "was not measured" : `is ${short(value)}${unit}`}, the bar is ${limit}${unit}\n`,
    );
  return missed.length === 0 ? 0 : 1;
}

/** Not only once all was measured. */
function checkFile(file: string): void {
  const folder = dirname(file);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Problem(`--html: there is no folder ${folder}`, 2);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new Problem(`--html: ${file} is a folder`, 2);
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Problem(`--html: ${(error as Error).message}`);
  }
}

const PARTS = {
  join: "how long joining takes",
  change: "how soon a change is seen",
  presence: "how soon a move is seen",
  people: "how many people at once",
  throughput: "how many changes a second",
  reconnect: "how soon people are back",
};

function wordsOf(at: Progress): string {
  switch (at.name) {
    case "starting":
      return "Listening to the machine, starting";
    case "part":
      return `Measuring ${PARTS[at.part]}`;
    case "step":
      return `With ${at.step.people} people${at.step.seen === undefined ? "" : `, seen within ${ms(at.step.seen.p99)}`}`;
    case "counting":
      return "Counting what is in the logs";
    case "deleting":
      return "Cleaning up";
  }
}

/** One line that changes in a terminal, line after line elsewhere. Undefined takes it away. */
function progressLine(to: Output["progress"]): (words: string | undefined) => void {
  if (to.isTTY === true)
    return (words) => void to.write(`\r\u001b[K${words === undefined ? "" : `${words} …`}`);
  return (words) => void (words !== undefined && to.write(`${words}\n`));
}
