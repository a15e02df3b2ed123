import type { Point, Wanted } from "./trace.ts";

/** A part of a journey: from what wakes the page or the server to where bytes are handed on, or wait. */
export interface Hop extends Wanted {
  /** What happens on it. */
  readonly words: string;
}

export interface Journey {
  readonly title: string;
  readonly hops: readonly Hop[];
  readonly points: readonly Point[];
}

/** As many functions as one hop may pass. */
const MOST = 12;

const INTRO = `# Journeys of bytes

Which of our functions bytes pass, from the app's call on one page to the app's callback on another. A test makes each journey with real clients, a real server and real sockets in one process, and reads the stack wherever bytes are handed on or wait: at a socket, at the store, at a timer, at a function of the app. Each such part is a hop. It begins with what woke the page or the server, and its functions call one another, the first on top. What a function calls beside the way, and returns from before the hop ends, is not listed: parsing, for one.

A hop passes at most ${MOST} functions, callbacks counted. \`npx vitest run sim/test/journeys -u\` makes this page anew.
`;

/** Returns the page that lists the journeys. */
export function listing(journeys: readonly Journey[]): string {
  const rows = journeys.map(({ title, points }) => {
    const all = points.flatMap(({ functions }) => functions);
    const files = new Set(all.map(({ file }) => file));
    return `| ${title} | ${points.length} | ${longest(points)} | ${all.length} | ${files.size} |`;
  });
  return [
    INTRO,
    "| journey | hops | functions in the longest | functions in all | files |",
    "| --- | --: | --: | --: | --: |",
    ...rows,
    "",
    ...journeys.flatMap(section),
  ].join("\n");
}

/** Returns the hops that pass more functions than they may, in words. */
export function tooLong({ title, hops, points }: Journey): readonly string[] {
  return points.flatMap(({ functions }, i) =>
    functions.length > MOST ? `${title}: ${hops[i]?.words} (${functions.length})` : [],
  );
}

function longest(points: readonly Point[]): number {
  return Math.max(...points.map(({ functions }) => functions.length));
}

function section({ title, hops, points }: Journey): readonly string[] {
  const parts = points.flatMap(({ functions }, i) => {
    const width = Math.max(...functions.map(({ name }) => name.length));
    return [
      `${i + 1}. ${hops[i]?.words}`,
      "",
      "   ```",
      ...functions.map(({ name, file }) => `   ${name.padEnd(width)}  ${file}`),
      "   ```",
      "",
    ];
  });
  return [`## ${title}`, "", ...parts];
}
