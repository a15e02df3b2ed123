import type { Stopped } from "./load/crowd.ts";
import type { Report } from "./result.ts";
import type { Spread } from "./samples.ts";

// What figures are called and how they are written, in every form that a report has.

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export function perSecond(value: number): string {
  return `${whole(value)}/s`;
}

/** To a hundredth, as it is compared. */
export function short(value: number): string {
  return (Math.round(value * 100) / 100).toLocaleString("en-US");
}

/** With commas, to three digits that count. */
export function whole(value: number): string {
  const size = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 2);
  return (Math.round(value / size) * size).toLocaleString("en-US");
}

export function bytes(value: number): string {
  if (value >= 2 ** 30) return `${(value / 2 ** 30).toFixed(1)} GB`;
  return value >= 2 ** 20 ? `${(value / 2 ** 20).toFixed(1)} MB` : `${Math.round(value / 1024)} KB`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 2 : 0)} %`;
}

/** The times of a report, in the order in which they are shown. */
export function timesOf(report: Report): readonly (readonly [what: string, spread: Spread])[] {
  const all = [
    ["Change to the own screen", report.own],
    ["Change to another screen", report.peer],
    ["Move to another page (presence)", report.presence],
    ["Joining a room", report.join],
    ["Coming back after a broken link", report.reconnect],
  ] as const;
  return all.flatMap(([what, spread]) => (spread === undefined ? [] : [[what, spread] as const]));
}

/** The other figures. */
export function figuresOf(report: Report): readonly (readonly [what: string, figure: string])[] {
  const { throughput, people, changes, person } = report;
  const rows: [string, string][] = [];
  if (throughput !== undefined) {
    rows.push(
      [
        "Durable changes",
        `${perSecond(throughput.changesPerSecond)}, by ${throughput.people} people who never rest`,
      ],
      [
        "Messages at that time, both ways",
        `${perSecond(throughput.messagesPerSecond)}, ${bytes(throughput.bytesPerSecond)}/s`,
      ],
    );
    if (throughput.committed !== undefined)
      rows.push([
        "From sending to the disk and back, at that time",
        `p99 ${ms(throughput.committed.p99)}`,
      ]);
  }
  if (people !== undefined)
    rows.push(["People at once in one room", `${people.most}${peopleWords(people.stopped)}`]);
  if (changes !== undefined) {
    rows.push(
      [
        "Changes that were sent, committed, refused",
        numbers(changes.sent, changes.committed, changes.refused),
      ],
      ["Lost, doubled", numbers(changes.lost, changes.doubled)],
    );
  }
  if (people !== undefined || person !== undefined)
    rows.push(
      [
        "Memory a person",
        person?.memoryBytes === undefined ? "not known" : bytes(person.memoryBytes),
      ],
      [
        "CPU a person",
        person?.cpu === undefined ? "not known" : `${percent(person.cpu)} of a core`,
      ],
    );
  return rows;
}

function numbers(...values: readonly number[]): string {
  return values.map((value) => value.toLocaleString("en-US")).join(", ");
}

function peopleWords(stopped: Stopped): string {
  switch (stopped.name) {
    case "all":
      return ", all that were tried";
    case "slow":
      return "; with more, changes took longer than 100 ms";
    case "busy":
      return "; the process that makes the load had no time for more";
    case "refused":
      return `; more were not let in: ${stopped.why}`;
  }
}

/** What the report says first. */
export function verdictOf({ isUnder100, peer, presence }: Report): string {
  const spread = peer ?? presence;
  if (isUnder100 === undefined || spread === undefined)
    return "How soon others see something was not measured.";
  const what = peer === undefined ? "moves" : "changes";
  const share = `99 of 100 ${what} are seen by others within ${ms(spread.p99)}`;
  return isUnder100 ? `Under 100 ms: ${share}.` : `Not under 100 ms: ${share}.`;
}

/** What each of the people does. */
export function doingOf({ target, presence }: Report): string {
  const moves = presence === undefined ? undefined : "moves ten times a second";
  const writes = target.writes === "nothing" ? undefined : "changes something once a second";
  return `Each of them ${[writes, moves].filter((one) => one !== undefined).join(" and ")}.`;
}

/** What is known of the machine's mood. */
export function noiseOf({ noise: { before, during, machine } }: Report): string {
  const of = (one: Report["noise"]["before"]): string =>
    `timers up to ${ms(one.lateP99)} late, the same work up to ${one.workP99Times} times as long`;
  const verdict = {
    quiet: "The machine was quiet",
    uneven: "The machine was not quite quiet",
    noisy: "The machine was busy with something else: measure again before you trust these figures",
  }[machine];
  return `${verdict} (before: ${of(before)}; while it measured: ${of(during)}).`;
}

export function aboutOf(report: Report): readonly (readonly [what: string, words: string])[] {
  const { target, machine, versions, at, command, seconds, clients } = report;
  return [
    [
      "Measured",
      target.isOwn ? `the app's own server, started for it, over an empty database` : target.url,
    ],
    [
      "Room",
      `${target.kind}${target.isProbe ? " (a probe room, not the app's own)" : ""}; people write ${target.writes}`,
    ],
    ["For", `${seconds} s, up to ${clients} people`],
    ["When", at],
    [
      "Machine",
      `${machine.cpu}, ${machine.cores} cores, ${bytes(machine.memoryBytes)}, ${machine.system}`,
    ],
    ["Versions", `Alongside ${versions.alongside}, Node ${versions.node}`],
    ["Command", command],
  ];
}
