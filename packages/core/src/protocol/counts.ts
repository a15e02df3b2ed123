/**
 * How many are in a room of which the reader is told no more, about once a second: it looks at nothing in particular, and they are
 * very many. A keyframe or a join takes that back. On the wire `["r", seat, clients, people, active]`.
 */
export interface Counts {
  readonly type: "counts";
  readonly seat: number;
  /** Connections, the reader's own included. */
  readonly clients: number;
  /** Users, each with all their connections. */
  readonly people: number;
  /** Connections of which the page is active. */
  readonly active: number;
}

export type CountsParts = readonly [
  tag: "r",
  seat: number,
  clients: number,
  people: number,
  active: number,
];

export function readCounts([, seat, clients, people, active]: CountsParts): Counts {
  return { type: "counts", seat, clients, people, active };
}

/** The frame of the message `counts`, as it goes over the wire. */
export function encodeCounts({ seat, clients, people, active }: Omit<Counts, "type">): string {
  return JSON.stringify(["r", seat, clients, people, active]);
}
