import { Incompatible, Invalid, pathText } from "../../errors.ts";
import { checkAtOnce, checkSteady } from "#checks";
import { inWords } from "#words";
import type { Path } from "../../errors.ts";
import { checkJson, equalJson, fillsIn, joinPath, tidyJson } from "../../json.ts";
import type { Json } from "../../json.ts";
import type { PointEngine } from "../../points/points.ts";
import type { CaretEngine } from "../../text/carets.ts";
import { isThenable } from "../../sync.ts";
import type { Schema } from "../standard-schema.ts";
import { frozen, plainValue, setField } from "./plain-draft.ts";
import type { PlainNode } from "./types.ts";

/** The node of a plain value. Throws `TypeError` when the schema answers `undefined` with a promise. */
export function plainNode(schema: Schema): PlainNode {
  const { validate } = schema["~standard"];
  let initial: { readonly value: Json | undefined } | undefined;

  /** The schema's output. Throws `Invalid`. */
  function run(given: unknown, path: Path): unknown {
    let result;
    try {
      result = validate(given);
    } catch (error) {
      // A schema that trips over a hostile value refuses it; it must not stop the room.
      throw new Invalid(
        pathText(path),
        inWords(() => "the schema threw"),
        "value.refused",
        { cause: error },
      );
    }
    if (isThenable(result)) {
      // Nobody waits for it; unheard, a rejection would end the process.
      result.then(undefined, () => undefined);
      throw new Invalid(
        pathText(path),
        inWords(() => "asynchronous schema"),
        "value.async",
      );
    }
    if (result.issues === undefined) return result.value;
    const [issue] = result.issues;
    // Not `path.map`: arktype's path is an Array of its own, whose `map` of nothing has an element.
    const keys = Array.from(issue?.path ?? [], (part) =>
      typeof part === "object" ? part.key : part,
    );
    throw new Invalid(
      joinPath(pathText(path), keys),
      issue?.message ?? inWords(() => "refused by the schema"),
    );
  }

  function parse(given: unknown, path: Path): Json {
    const json = checkJson(given, path);
    if (!equalJson(run(json, path), json)) throw changed(path);
    return json;
  }

  function create(given: unknown, path: Path): Json | undefined {
    const asked = tidyJson(given);
    if (asked !== undefined) checkJson(asked, path);
    const made = tidyJson(run(asked, path));
    if (asked === undefined) return made === undefined ? undefined : parse(made, path);
    if (equalJson(made, asked)) return asked as Json;
    if (!fillsIn(made, asked)) throw changed(path);
    return parse(made, path); // defaults have to pass the schema too
  }

  const node: PlainNode = {
    kind: "plain",
    optional: isOptional(schema),
    ...("~caret" in schema && { caret: schema["~caret"] as CaretEngine }),
    ...("~point" in schema && { point: schema["~point"] as PointEngine }),
    parse,
    create,
    initial(path = "") {
      if (initial === undefined) {
        try {
          const value = create(undefined, path);
          checkSteady(path, value, () => create(undefined, path));
          initial = { value };
        } catch (error) {
          if (!(error instanceof Invalid)) throw error;
          const { message, path: at } = error;
          throw new Incompatible(
            at,
            inWords(() => {
              const reason = message.slice(at === "" ? 0 : at.length + 2);
              return `nothing is stored, and the schema has no answer: ${reason}`;
            }),
          );
        }
      }
      return initial.value;
    },
    draft: (writer, owner, name) =>
      frozen(plainValue(writer.replica.field(owner, name), node, name)),
    assign: (writer, owner, name, key, path, given) =>
      setField(writer, owner, name, key, create(given, path)),
  };
  return node;
}

function changed(path: Path): Invalid {
  return new Invalid(
    pathText(path),
    inWords(
      () => "validation would change the value (an unknown key, a coercion or a transformation)",
    ),
    "value.changed",
  );
}

function isOptional(schema: Schema): boolean {
  let result;
  try {
    result = schema["~standard"].validate(undefined);
  } catch {
    return false;
  }
  checkAtOnce(result);
  return "value" in result && result.issues === undefined && result.value === undefined;
}
