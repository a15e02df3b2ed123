import type { Report } from "./result.ts";

/** What a team's CI may ask of a report: option, what it is about, and where the figure is. */
export const BARS = {
  "max-p99": { what: "change to the other screen, p99", unit: " ms", of: ({ peer }) => peer?.p99 },
  "max-own": { what: "change to the own screen, p99", unit: " ms", of: ({ own }) => own?.p99 },
  "max-presence": {
    what: "move to the other page, p99",
    unit: " ms",
    of: (one) => one.presence?.p99,
  },
  "max-join": { what: "joining, p99", unit: " ms", of: ({ join }) => join?.p99 },
  "max-reconnect": { what: "coming back, p99", unit: " ms", of: (one) => one.reconnect?.p99 },
  "max-lost": { what: "lost changes", unit: "", of: ({ changes }) => changes?.lost },
  "max-doubled": { what: "doubled changes", unit: "", of: ({ changes }) => changes?.doubled },
  "max-refused": { what: "refused changes", unit: "", of: ({ changes }) => changes?.refused },
  "min-changes": {
    what: "durable changes",
    unit: "/s",
    of: ({ throughput }) => throughput?.changesPerSecond,
  },
  "min-people": { what: "people at once", unit: "", of: ({ people }) => people?.most },
} as const satisfies Record<
  string,
  {
    readonly what: string;
    readonly unit: string;
    of(report: Report): number | undefined;
  }
>;

export type BarName = keyof typeof BARS;

/** The bars that are set, by name. */
export type Bars = Partial<Record<BarName, number>>;

/** A bar, and how it went. */
export interface BarResult {
  readonly name: BarName;
  readonly what: string;
  readonly unit: string;
  readonly limit: number;
  /** Undefined where it was not measured: the bar is missed. */
  readonly value: number | undefined;
  readonly isMet: boolean;
}

/** How a report stands to the bars. */
export function barsOf(report: Report, bars: Bars): readonly BarResult[] {
  return (Object.entries(bars) as [BarName, number][]).map(([name, limit]) => {
    const { what, unit, of } = BARS[name];
    const value: number | undefined = of(report);
    const isMet =
      value !== undefined && (name.startsWith("max-") ? value <= limit : value >= limit);
    return { name, what, unit, limit, value, isMet };
  });
}
