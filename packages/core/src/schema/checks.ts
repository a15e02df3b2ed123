import { Incompatible, Invalid, type Path, pathText } from "../errors.ts";
import { equalJson, type Json } from "../json.ts";
import { isThenable } from "../sync.ts";
import { isDefinitionName } from "../ids.ts";
import { isFields, misused, said } from "../mistake.ts";
import { inWords } from "#words";
import type { RoomOptions } from "./define-room.ts";
import { checkName } from "./field-name.ts";
import type { Fields, RecordSchema } from "./kinds.ts";
import type { Migrations } from "./migrations.ts";
import type { PlainNode } from "./plain/types.ts";
import { isSchema, type Schemas } from "./standard-schema.ts";

// What is wrong with a definition. A page's production build has `build/unchecked.ts` in place of this.

/** Throws `TypeError` for a name, a version, a migration or an option that is none. */
export function checkOptions(
  name: string,
  options: RoomOptions<Fields, Schemas, Schemas, Schemas>,
): void {
  if (!isDefinitionName(name)) {
    throw misused(
      "defineRoom",
      inWords(() => `the name should be one such as "board", [a-z][a-z0-9-]{0,63}`),
      name,
    );
  }
  if (!isFields(options))
    throw misused(
      "defineRoom",
      inWords(() => `${name}: the options should be { version, storage }`),
      options,
    );
  const { version } = options;
  if (!Number.isSafeInteger(version) || version < 1) {
    throw misused(
      "defineRoom",
      inWords(() => `${name}: version should be a positive integer`),
      version,
    );
  }
  for (const part of [
    "migrate",
    "presence",
    "events",
    "mutations",
    "series",
    "activity",
    "feeds",
  ] as const) {
    const given: unknown = options[part];
    if (given !== undefined && !isFields(given))
      throw misused(
        "defineRoom",
        inWords(() => `${name}: ${part} should be an object`),
        given,
      );
  }
  const { offline = "last-write-wins" } = options;
  if (offline !== "last-write-wins" && offline !== "refuse-if-changed")
    throw misused(
      "defineRoom",
      inWords(() => `${name}: offline should be "last-write-wins" or "refuse-if-changed"`),
      offline,
    );
  checkMigrations(name, version, options.migrate ?? {});
  checkSeries(options);
}

/** Throws `TypeError` for a series that is none, or has a name that it cannot have. */
function checkSeries({
  series = {},
  storage,
}: RoomOptions<Fields, Schemas, Schemas, Schemas>): void {
  for (const [name, one] of Object.entries(series)) {
    checkFieldName(name, `series.${name}`);
    if (name.length > 128 || (isFields(storage) && Object.hasOwn(storage, name)))
      throw misused(
        "defineRoom",
        inWords(() => `series.${name} should have a name of its own, of 128 characters at most`),
        name,
      );
    if (!isFields(one) || !("~series" in one))
      throw misused(
        "defineRoom",
        inWords(() => `series.${name} should be what series() returns`),
        one,
      );
  }
}

/** Throws `TypeError` for a step that leads to no version from 2 to `version`, or is no function. */
function checkMigrations(room: string, version: number, steps: Migrations): void {
  for (const [name, step] of Object.entries(steps)) {
    const to = Number(name);
    if (!Number.isSafeInteger(to) || to < 2 || to > version || String(to) !== name) {
      throw new TypeError(
        said(
          "defineRoom",
          inWords(
            () =>
              `${room}: migrate.${name} should lead to a version from 2 to that of the room, ${version}`,
          ),
          name,
        ),
      );
    }
    if (typeof step !== "function")
      throw new TypeError(
        said(
          "defineRoom",
          inWords(() => `${room}: migrate.${name} should be a function`),
          name,
        ),
      );
  }
}

/** Throws `TypeError` for what is no mutation. */
export function checkMutation(name: string, mutation: unknown): void {
  if (typeof (mutation as { readonly run?: unknown } | null)?.run !== "function")
    throw misused(
      "defineRoom",
      inWords(() => `mutations.${name} should be { args, run(doc, args) }`),
      mutation,
    );
}

/** Throws `TypeError`, with the path, for what are no fields. */
export function checkFields(fields: unknown, path: string): void {
  if (typeof fields !== "object" || fields === null || "~kind" in fields)
    throw notAField(path, "an object of fields", fields);
}

/** Throws `TypeError` for what cannot be a field's name. */
export function checkFieldName(name: string, path: string): void {
  checkName(name, path);
  if (name.includes("."))
    throw new TypeError(
      said(
        "defineRoom",
        inWords(
          () => `${path}: a field's name has no dot; for a field in another one use record()`,
        ),
        path,
      ),
    );
}

/** Throws `TypeError`, with the path, for what is no schema, list, map, counter or text. */
export function checkField(field: unknown, path: string): void {
  const makesNode =
    typeof field === "object" &&
    field !== null &&
    "~node" in field &&
    typeof field["~node"] === "function";
  if (!makesNode) throw notAField(path, "a field", field);
}

/** Throws `TypeError`, with the path, for what is no schema of presence, an event or arguments. */
export function checkSchema(name: string, schema: unknown, path: string): void {
  if (name !== "id") checkName(name, path);
  if (!isSchema(schema)) throw notAField(path, "a schema", schema);
}

/** Throws `TypeError`, with the path, for what is no feed, or has a name that storage has. */
export function checkFeed(name: string, given: unknown, storage: Fields): void {
  const path = `feeds.${name}`;
  checkFieldName(name, path);
  if ((given as { readonly "~kind"?: unknown } | null)?.["~kind"] !== "feed")
    throw misused(
      "defineRoom",
      inWords(() => `${path} should be a feed()`),
      given,
    );
  if (Object.hasOwn(storage, name) || Object.hasOwn(storage, "feeds"))
    throw new TypeError(
      said(
        "defineRoom",
        inWords(() =>
          Object.hasOwn(storage, name)
            ? `${path}: storage has a field of this name; feeds and storage share their keys`
            : `storage.feeds: where there are feeds, a change reaches them as doc.feeds`,
        ),
        path,
      ),
    );
}

/** Throws `TypeError` for the answer of a schema that gives it later. */
export function checkAtOnce(result: unknown): void {
  if (!isThenable(result)) return;
  result.then(undefined, () => undefined);
  throw new TypeError(
    said(
      "defineRoom",
      inWords(() => "the schema is asynchronous; a shared value is checked at once"),
    ),
  );
}

/** Throws `Invalid` where a schema's default, `value`, is another one when it is asked again. */
export function checkSteady(path: Path, value: Json | undefined, again: () => unknown): void {
  if (!equalJson(again(), value))
    throw new Invalid(
      pathText(path),
      inWords(() => "the default is another one each time"),
    );
}

/** Returns what `make` returns. What it throws is a `TypeError` with the path. */
export function named<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new TypeError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Throws `TypeError`, with the path, where an item of plain values may be none. */
export function checkItem({ optional }: PlainNode, path: string): void {
  if (optional)
    throw new TypeError(
      said(
        "defineRoom",
        inWords(() => `${path}: an item is a value; its schema may not accept undefined`),
        path,
      ),
    );
}

/** Throws `TypeError` where a new room would have no value to begin with, or what it begins with stands in the wrong place. */
export function checkStarts(schema: RecordSchema, records: Iterable<RecordSchema>): void {
  for (const [name, node] of schema.fields) {
    if (node.kind !== "plain") continue;
    try {
      node.initial(`storage.${name}`);
    } catch (error) {
      if (error instanceof Incompatible) throw new TypeError(error.message, { cause: error });
      throw error;
    }
  }
  for (const record of records) {
    for (const [name, node] of record.fields) {
      if (record !== schema && "item" in node && node.initial !== undefined)
        throw new TypeError(
          said(
            "defineRoom",
            inWords(
              () =>
                `${name}: "initial" is for lists and maps at the top of storage; give what a record begins with where it is made`,
            ),
            name,
          ),
        );
    }
  }
}

function notAField(path: string, wanted: string, given: unknown): TypeError {
  return misused(
    "defineRoom",
    inWords(
      () =>
        `${path} should be ${wanted}: a schema, value(), list(), map(), counter(), text() or record()`,
    ),
    given,
  );
}
