import { z } from "zod";
import { Router } from "../../src/api/router.ts";
import { openApi } from "../../src/api/openapi.ts";
import type { Operation } from "../../src/api/contract.ts";
import { operationsOf } from "../../src/api/operations.ts";

interface Media {
  readonly schema: Schema;
}
type Schema = { readonly [keyword: string]: unknown };

/** What of an OpenAPI file the tests look at. */
export interface Described {
  readonly paths: {
    readonly [path: string]: {
      readonly [method: string]: {
        readonly responses: {
          readonly [status: string]: { readonly content?: { readonly [type: string]: Media } };
        };
      };
    };
  };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
}

/** All operations, none of which is to be run. */
export const OPERATIONS: readonly Operation[] = operationsOf(
  { onDurable: () => () => {} } as unknown as Parameters<typeof operationsOf>[0],
  1000,
);
const own = { id: "readOpenApi", method: "GET", path: "/openapi.json" } as Operation;
const ROUTER = new Router([...OPERATIONS, own]);
export const DESCRIBED = openApi(OPERATIONS, "/v1") as Described;

/** Throws where an answer is not as the OpenAPI file has it. */
export function checkDescribed(
  method: string,
  path: string,
  status: number,
  type: string,
  text: string,
): void {
  let operation: Operation;
  try {
    ({ operation } = ROUTER.find(method, path.split("?", 1)[0] as string));
  } catch {
    return;
  }
  if (operation.id === "readOpenApi") return;
  const { responses } = DESCRIBED.paths[operation.path]?.[operation.method.toLowerCase()] ?? {};
  const answer = responses?.[status];
  if (answer === undefined)
    throw new Error(`${operation.id} does not say that it answers ${status}`);
  const media = answer.content?.[type];
  if (text === "") return;
  if (media === undefined)
    throw new Error(`${operation.id} does not say that ${status} is ${type}`);
  if (type.endsWith("json")) z.fromJSONSchema(whole(media.schema) as never).parse(JSON.parse(text));
}

/** A schema with those that it names in their places. */
function whole(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(whole);
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref } = schema as Schema;
  if (typeof $ref === "string")
    return whole(DESCRIBED.components.schemas[$ref.replace("#/components/schemas/", "")]);
  return Object.fromEntries(Object.entries(schema).map(([name, one]) => [name, whole(one)]));
}
