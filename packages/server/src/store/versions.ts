import type { Entry, Seq, VersionEntry } from "@alongside/core/engine";

/** The part of a snapshot that has the room's named moments: they outlive the entries that named them. */
export const VERSIONS_PART = "versions";

/** A name that a user gives to the moment after an entry that is durable. */
export type Naming = Pick<VersionEntry, "actor" | "name" | "of" | "once">;

type Line = readonly [
  seq: Seq,
  at: number,
  actor: string,
  name: string,
  of: Seq,
  once?: VersionEntry["once"],
];

/** The named moments that a part has, oldest first. */
export function versionsIn(part: Uint8Array | undefined): VersionEntry[] {
  if (part === undefined) return [];
  const lines = JSON.parse(Buffer.from(part).toString()) as readonly Line[];
  return lines.map(([seq, at, actor, name, of, once]) => {
    const entry = { seq, at, kind: "version", actor, name, of } as const;
    return once === undefined ? entry : { ...entry, once };
  });
}

/** The part that has these. */
export function versionsPart(versions: readonly VersionEntry[]): Uint8Array {
  const lines = versions.map(({ seq, at, actor, name, of, once }): Line => {
    const line = [seq, at, actor, name, of] as const;
    return once === undefined ? line : [...line, once];
  });
  // In a buffer of its own, as Buffer shares one between small ones.
  return new Uint8Array(Buffer.from(JSON.stringify(lines)));
}

/** The same entries; those that name a moment are added to `versions` as they pass. */
export function* noting(entries: Iterable<Entry>, versions: VersionEntry[]): Iterable<Entry> {
  for (const entry of entries) {
    if (entry.kind === "version") versions.push(entry);
    yield entry;
  }
}
