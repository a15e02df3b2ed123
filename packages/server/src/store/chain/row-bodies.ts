import type { ReadRow } from "../row.ts";

// The thread that writes rows seals them, and needs nothing of core for it: a row is taken apart here without its ops being read.

/** An entry as it is sealed. */
export interface RowBody {
  readonly seq: number;
  /** Server time in ms. */
  readonly at: number;
  readonly kind: string;
  readonly client?: string;
  /** Which change numbers it ends. */
  readonly n?: number | readonly [first: number, n: number];
  /** JSON of an object: who did it, and everything else. Ops are as the wire has them. */
  readonly body: string;
}

type Part = readonly unknown[];

/** The entries of a row, each with what is sealed of it as JSON: the same text whichever row it stands in. */
export function rowBodies({ first, at, authors, body }: ReadRow): readonly RowBody[] {
  const isText = typeof body === "string";
  const whole = isText ? undefined : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const end = whole === undefined ? 0 : 4 + whole.readUInt32LE(0);
  const json = isText ? body : (whole as Buffer).toString("utf8", 4, end);
  const names = JSON.parse(authors) as readonly string[];
  const parts = JSON.parse(json) as readonly Part[];
  let from = end;
  const bytes = (length: number): Buffer => (whole as Buffer).subarray(from, (from += length));
  let last = at;
  return parts.map((part, i) => {
    const letter = typeof part[0] === "string" ? part[0] : "";
    last += part[letter === "" ? 0 : letter === "f" ? 2 : 1] as number;
    return { seq: first + i, at: last, ...bodyOf(letter, part, names, bytes) };
  });
}

function bodyOf(
  letter: string,
  part: Part,
  names: readonly string[],
  bytes: (length: number) => Buffer,
): Omit<RowBody, "seq" | "at"> {
  const by = (author: unknown, n: unknown, kind: string, rest: object) => ({
    kind,
    client: names[2 * (author as number)] as string,
    n: n as NonNullable<RowBody["n"]>,
    body: JSON.stringify({ actor: names[2 * (author as number) + 1], ...rest }),
  });
  switch (letter) {
    case "": {
      const [, author, n, ops, mutation] = part;
      return by(author, n, "change", mutation === undefined ? { ops } : { ops, mutation });
    }
    case "f": {
      const [, via, , author, n, ops, mutation] = part;
      return by(author, n, "change", { ops, ...(mutation !== undefined && { mutation }), via });
    }
    case "o": {
      const [, , author, n, code, message] = part;
      return by(author, n, "outcome", { code, message });
    }
    case "p":
      return { kind: "prune", body: JSON.stringify({ ids: part[2] }) };
    case "m":
      return { kind: "migration", body: JSON.stringify({ version: part[2], ops: part[3] }) };
    case "x": {
      const [, , fields, ...named] = part as [
        string,
        number,
        Record<string, unknown>,
        ...unknown[],
      ];
      const { kind, client, n, first, ...rest } = fields;
      for (let j = 0; j < named.length; j += 2)
        rest[named[j] as string] = { base64: bytes(named[j + 1] as number).toString("base64") };
      return {
        kind: kind as string,
        ...(client !== undefined && { client: client as string }),
        ...(n !== undefined && { n: (first === undefined ? n : [first, n]) as number }),
        body: JSON.stringify(rest),
      };
    }
    default:
      throw new Error(`The row of entry has a kind that the chain does not know: ${letter}`);
  }
}
