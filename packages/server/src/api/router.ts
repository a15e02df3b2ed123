import { withPlainSlashes } from "../http/path-of.ts";
import type { Operation } from "./contract.ts";
import { Problem } from "./problem.ts";

/** An operation with the parameters of its path. */
export interface Found {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the operation of a request. */
export class Router {
  readonly #routes: readonly (readonly [segments: readonly string[], operation: Operation])[];

  constructor(operations: readonly Operation[]) {
    this.#routes = operations.map((operation) => [operation.path.split("/"), operation]);
  }

  /** `path` is what follows the prefix. Throws `Problem`: 404, or 405 with the methods that there are. */
  find(method: string, path: string): Found {
    const asked = withPlainSlashes(path).split("/");
    const methods: string[] = [];
    for (const [segments, operation] of this.#routes) {
      const params = match(segments, asked);
      if (params === undefined) continue;
      if (operation.method === (method === "HEAD" ? "GET" : method)) return { operation, params };
      methods.push(operation.method === "GET" ? "GET, HEAD" : operation.method);
    }
    if (methods.length === 0)
      throw new Problem(404, "route.unknown", "There is nothing at this path");
    const headers = { Allow: methods.join(", ") };
    throw new Problem(405, "route.method", `It takes ${headers.Allow}`, { headers });
  }
}

function match(
  segments: readonly string[],
  asked: readonly string[],
): Record<string, string> | undefined {
  if (segments.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const given = asked[i] as string;
    if (!segment.startsWith("{")) {
      if (segment !== given) return undefined;
      continue;
    }
    const value = decoded(given);
    if (value === undefined || value === "") return undefined;
    params[segment.slice(1, -1)] = value;
  }
  return params;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
