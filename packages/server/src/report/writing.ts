import { Invalid, type Json, type RoomDefinition } from "@alongside/core";
import { type Change, isFields } from "@alongside/core/engine";
import { Problem } from "../cli/problem.ts";
import { Probe } from "./probe.ts";

/** What is written, as it was asked for or with its marks filled in. */
export type Write =
  | { readonly name: "mutation"; readonly mutation: string; readonly args: Json }
  /** Plain fields at the top of the storage, and what they are set to. */
  | { readonly name: "update"; readonly fields: { readonly [field: string]: Json } };

/** Where `$n`, `$client` and `$id` come from. */
export interface Mark {
  /** Another number for each change of the report. */
  readonly n: number;
  /** The number of who makes it. */
  readonly client: number;
  /** A new id. */
  readonly id: string;
}

/** What the people of a report do in a room. */
export interface Writing {
  readonly definition: RoomDefinition;
  /** Undefined where nothing may be write. */
  readonly write?: (mark: Mark) => Write;
  /** The field of presence that says where somebody is; undefined where there is none. */
  readonly point?: string;
}

/** What is done in the probe room. */
export function probing(): Writing {
  return {
    definition: Probe,
    point: "cursor",
    write: ({ client, n }) => ({ name: "update", fields: { mark: { by: client, n } } }),
  };
}

/**
 * What is done in a room of an app. `kind` is the definition's name; without it the app has one, or the only one that has the mutation.
 * Throws `Problem` for what the definitions do not have.
 */
export function writingOf(
  definitions: readonly RoomDefinition[],
  kind: string | undefined,
  asked: Write | undefined,
): Writing {
  const definition = chosen(definitions, kind, asked);
  const point = [...definition.checks.presence].find(([, node]) => node.point !== undefined)?.[0];
  return {
    definition,
    ...(asked !== undefined && { write: writer(definition, asked) }),
    ...(point !== undefined && { point }),
  };
}

function chosen(
  definitions: readonly RoomDefinition[],
  kind: string | undefined,
  asked: Write | undefined,
): RoomDefinition {
  const names = definitions.map(({ name }) => name);
  if (kind !== undefined) {
    const named = definitions.find(({ name }) => name === kind);
    if (named !== undefined) return named;
    throw new Problem(
      `--kind: there is no kind of room named ${kind}; there is ${names.join(", ")}`,
      2,
    );
  }
  const able =
    asked?.name === "mutation"
      ? definitions.filter(({ checks }) => checks.mutations.has(asked.mutation))
      : definitions;
  const [first] = able;
  if (first !== undefined && (able.length === 1 || asked === undefined)) return first;
  if (first === undefined && asked?.name === "mutation") throw unknownMutation(definitions, asked);
  throw new Problem(
    `Say which kind of room is meant with --kind: ${able.map(({ name }) => name).join(", ")}`,
    2,
  );
}

function unknownMutation(
  definitions: readonly RoomDefinition[],
  { mutation }: Extract<Write, { readonly name: "mutation" }>,
): Problem {
  const known = definitions.flatMap(({ name, checks }) =>
    [...checks.mutations.keys()]
      .filter((one) => !one.startsWith(":"))
      .map((one) => `${name}.${one}`),
  );
  const list = known.length === 0 ? "there are none; try --update" : `there is ${known.join(", ")}`;
  return new Problem(`--mutation: there is no mutation named ${mutation}; ${list}`, 2);
}

function writer(definition: RoomDefinition, asked: Write): (mark: Mark) => Write {
  const example = { n: 1, client: 1, id: "example-0001" };
  if (asked.name === "mutation") {
    const { mutation, args } = asked;
    const check = definition.checks.mutations.get(mutation);
    if (check === undefined) throw unknownMutation([definition], asked);
    const made = (mark: Mark): Json =>
      checked("--args", () => check.create(filled(args, mark), "")) ?? null;
    made(example);
    return (mark) => ({ name: "mutation", mutation, args: made(mark) });
  }
  const nodes = definition.schema.own;
  const names = Object.keys(asked.fields);
  if (names.length === 0) throw new Problem("--update: names no field", 2);
  for (const name of names) {
    if (nodes.get(name)?.kind === "plain") continue;
    const known = [...nodes].filter(([, { kind }]) => kind === "plain").map(([one]) => one);
    const list = known.length === 0 ? "none" : known.join(", ");
    throw new Problem(
      `--update: ${definition.name} has no plain field ${name} at the top; those that it has: ${list}`,
      2,
    );
  }
  const made = (mark: Mark): { readonly [field: string]: Json } =>
    Object.fromEntries(
      names.map((name) => {
        const node = nodes.get(name);
        const given = filled(asked.fields[name] ?? null, mark);
        const value =
          node?.kind === "plain" ? checked("--update", () => node.create(given, name)) : given;
        return [name, value ?? null];
      }),
    );
  if (
    JSON.stringify(made(example)) === JSON.stringify(made({ ...example, n: 2, id: "example-0002" }))
  )
    throw new Problem(
      "--update writes the same each time, of which the second time nothing is sent: have $n or $id in it",
      2,
    );
  return (mark) => ({ name: "update", fields: made(mark) });
}

function checked<T>(option: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Invalid) throw new Problem(`${option}: ${error.message}`, 2);
    throw error;
  }
}

/** JSON with `$n`, `$client` and `$id` in its texts filled in; a text that is `$n` or `$client` alone becomes a number. */
function filled(value: Json, mark: Mark): Json {
  if (typeof value === "string") {
    if (value === "$n") return mark.n;
    if (value === "$client") return mark.client;
    return value.replaceAll(/\$(?:n|client|id)\b/g, (name) =>
      name === "$n" ? String(mark.n) : name === "$client" ? String(mark.client) : mark.id,
    );
  }
  if (Array.isArray(value)) return value.map((one: Json) => filled(one, mark));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, mark)]));
}

/** The change as a message has it. */
export function changeOf(write: Write): Pick<Change, "ops" | "mutation"> {
  if (write.name === "mutation") return { mutation: { name: write.mutation, args: write.args } };
  return {
    ops: Object.fromEntries(
      Object.entries(write.fields).map(([field, value]) => [
        field,
        [{ op: "set", id: "root", field, value }],
      ]),
    ),
  };
}
