import { Invalid, type Path, pathText } from "../../errors.ts";
import { isObject, misused, said } from "../../mistake.ts";
import { inWords } from "#words";
import type { CheckSchemas } from "../check-types.ts";
import { plainNode } from "../plain/plain-node.ts";
import type { Schema, Schemas } from "../standard-schema.ts";
import type { PlainNode } from "../plain/types.ts";
import type { Text, TextNode } from "./types.ts";
import type { Attributes, Delta } from "../../text/delta.ts";
import { textEngine } from "../../text/engine.ts";
import { lengthChange } from "../../text/position.ts";
import { checkedEdit, TextWriter } from "../../text/text-draft.ts";
import { textContent } from "../../text/text-content.ts";

/** UTF-16 code units that a text may have when its definition does not say. */
const MAX_LENGTH = 10_000_000;

// oxlint-disable-next-line typescript/no-generated-empty-object-type -- no attributes, or no embeds
type None = Readonly<Record<never, Schema>>;

/** What a text may hold. */
export interface TextOptions<A extends Schemas, E extends Schemas> {
  /** Schemas of attributes by name: `{ bold: z.literal(true), header: z.number() }`. Attributes of a line stand on its `"\n"`. @default {} */
  readonly attributes?: A & CheckSchemas<A>;
  /** Schemas of embeds by kind: `{ image: z.url() }`. An embed is one place long. @default {} */
  readonly embeds?: E & CheckSchemas<E>;
  /** UTF-16 code units that it may have. @default 10,000,000 */
  readonly maxLength?: number;
}

/**
 * A text that many people edit at once, merged by operational transformation. Without attributes it is plain. Throws
 * `TypeError` for an attribute or embed that is no schema, `RangeError` for a `maxLength` that is not a positive integer.
 */
export function text<const A extends Schemas = None, const E extends Schemas = None>(
  options: TextOptions<A, E> = {},
  // A definition takes any text, so it would be taken for one with any attributes.
): Text<NoInfer<A>, NoInfer<E>> {
  if (!isObject(options))
    throw misused(
      "text",
      inWords(() => "the options should be { attributes, embeds, maxLength }"),
      options,
    );
  const { maxLength = MAX_LENGTH } = options;
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    throw new RangeError(
      said(
        "text",
        inWords(() => `maxLength should be a positive integer, got ${maxLength}`),
        maxLength,
      ),
    );
  }
  const attributes = (options.attributes ?? {}) as A;
  const embeds = (options.embeds ?? {}) as E;
  return {
    "~kind": "text",
    "~node": (path) =>
      textNode(nodes(attributes, `${path}.attributes`), nodes(embeds, `${path}.embeds`), maxLength),
    attributes,
    embeds,
  };
}

type Nodes = ReadonlyMap<string, PlainNode>;

function nodes(schemas: Schemas, path: string): Nodes {
  return new Map(
    Object.entries(schemas).map(([name, schema]) => {
      if (name === "__proto__" || schema?.["~standard"] === undefined)
        throw new TypeError(
          said(
            "text",
            inWords(() => `${path}.${name} should be a schema`),
            name,
          ),
        );
      return [name, plainNode(schema)];
    }),
  );
}

function textNode(attributes: Nodes, embeds: Nodes, maxLength: number): TextNode {
  function checkAttributes(given: Attributes, path: Path): void {
    for (const [name, value] of Object.entries(given)) {
      const node = known(attributes, name, "attribute", path);
      if (value !== null) node.parse(value, () => `${pathText(path)}.${name}`);
    }
  }
  const node: TextNode = {
    kind: "text",
    engine: textEngine,
    check(delta, length, path) {
      // One that is too long already, as others typed meanwhile, may be made shorter.
      if (length > maxLength && lengthChange(delta) > 0) {
        throw new Invalid(
          pathText(path),
          inWords(() => `would be ${length} characters long, the limit is ${maxLength}`),
          "text.too-long",
        );
      }
      for (const part of delta) {
        if (typeof part !== "object") continue;
        if (part.attributes !== undefined) checkAttributes(part.attributes, path);
        if (!("insert" in part) || typeof part.insert === "string") continue;
        const [[kind, value]] = Object.entries(part.insert) as [[string, unknown]];
        known(embeds, kind, "embed", path).parse(value, () => `${pathText(path)}.${kind}`);
      }
    },
    create(value, path) {
      const content = textContent(value, path);
      if (content === undefined) return undefined;
      const delta: Delta = typeof content === "string" ? [content] : content;
      node.check(delta, lengthChange(delta), path);
      return content;
    },
    draft: (writer, owner, name, key, path) => new TextWriter(writer, owner, name, key, node, path),
    checked: (given, before, path) => checkedEdit(given, before, node, path),
  };
  return node;
}

function known(among: Nodes, name: string, what: string, path: Path): PlainNode {
  const node = among.get(name);
  if (node !== undefined) return node;
  throw new Invalid(
    pathText(path),
    inWords(() => {
      const names = [...among.keys()].join(", ") || "none";
      return `has no ${what} ${JSON.stringify(name)}; it has ${names}`;
    }),
  );
}
