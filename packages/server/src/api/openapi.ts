import type { Answer, Operation, Parameter } from "./contract.ts";
import { PROBLEM, SCHEMAS } from "./schemas.ts";

/** The statuses that any request may be refused with. */
const ALWAYS = [400, 401, 403, 429, 500, 503];

const TOLD: Readonly<Record<number, string>> = {
  400: "The request is not as the API takes it.",
  401: "There is no key, or one that is not good.",
  403: "The key is not good for this, or the room's rules say no.",
  404: "There is no such thing.",
  409: "A test of the patch does not hold.",
  410: "It is not kept any more.",
  412: "The room is not at the number that `If-Match` names. `seq` and `ETag` say where it is.",
  413: "The body is too large.",
  415: "The body has a media type that is not taken here.",
  422: "The schema or a rule refuses it, or the `Idempotency-Key` was used for another request.",
  429: "Too much at a time; `Retry-After` says for how many seconds to wait.",
  500: "The server failed; its log says why.",
  503: "It cannot be done just now; try again.",
};

/** The OpenAPI file of a table of operations, at a prefix such as `/v1`. */
export function openApi(operations: readonly Operation[], prefix: string): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations)
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = described(operation);
  return {
    openapi: "3.1.0",
    info: {
      title: "Alongside",
      version: "1",
      summary: "The rooms of an Alongside server, for every language.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: prefix, description: "This server" }],
    security: [{ key: [] }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description: "A key of the server's options, or a token with the scope `rooms:…`.",
        },
      },
      schemas: { ...SCHEMAS, Problem: PROBLEM },
    },
  };
}

const TAGS = [
  { name: "rooms", description: "Which rooms there are." },
  { name: "state", description: "What is in a room, now." },
  { name: "history", description: "What was in a room, and who changed what." },
  { name: "feeds", description: "What people post in a room, and what is done there, in words." },
  { name: "live", description: "Who is in a room, and what happens there." },
  { name: "inboxes", description: "What users are notified of." },
  { name: "followers", description: "Who reads logs, and what they could not do." },
];

function described(operation: Operation): object {
  const { id, tag, summary, description, scope, path, parameters = [], takes } = operation;
  const names = path.matchAll(/\{(\w+)\}/g);
  const refusals = [...ALWAYS, ...operation.refusals].toSorted((a, b) => a - b);
  const responses: Record<number, unknown> = {};
  for (const [status, answer] of Object.entries(operation.answers))
    responses[Number(status)] = answered(answer);
  for (const status of refusals) responses[status] = refused(status);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: `${description}\n\nNeeds a key of scope \`${scope}\`.`,
    parameters: [
      ...Array.from(names, ([, name]) => pathParameter(name as string)),
      ...parameters.map(parameter),
    ],
    ...(takes !== undefined && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          Object.entries(takes).map(([type, { schema, example }]) => [type, { schema, example }]),
        ),
      },
    }),
    responses,
  };
}

const PATH_WORDS: Readonly<Record<string, string>> = {
  room: "The room, by kind and id: `board:roadmap`.",
  feed: "The feed's name in the definition.",
  post: "The post's id.",
  user: "The user's id.",
  name: "The mutation's name in the definition.",
  seq: "The number of an entry of the log; 0 is the room before the first one.",
};

function pathParameter(name: string): object {
  const schema = name === "seq" ? { type: "integer", minimum: 0 } : { type: "string" };
  return { in: "path", name, required: true, description: PATH_WORDS[name], schema };
}

function parameter({ in: place, name, description, schema }: Parameter): object {
  return { in: place, name, description, schema };
}

function answered({ description, content, tagged }: Answer): object {
  return {
    description,
    ...(tagged && {
      headers: { ETag: { description: "The room's last entry.", schema: { type: "string" } } },
    }),
    ...(content !== undefined && { content: { [content[0]]: { schema: content[1] } } }),
  };
}

function refused(status: number): object {
  return {
    description: TOLD[status],
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
}
