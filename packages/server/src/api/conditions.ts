import type { IncomingHttpHeaders } from "node:http";
import type { Operation } from "./contract.ts";
import { badRequest } from "./problem.ts";

/** Headers without which a write would be another one. */
const HEADERS = ["If-Match", "If-None-Match", "Idempotency-Key"] as const;

/**
 * Throws `Problem`, 400, for a condition or a user that an operation would pass over: whoever gave it counts on it. What only reads may
 * be asked with any header.
 */
export function checkConditions(
  { id, method, parameters = [] }: Operation,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): void {
  const takes = (name: string): boolean => parameters.some((one) => one.name === name);
  if (query.has("as") && !takes("as")) throw badRequest(`${id} is done as no user`, "as");
  if (method === "GET") return;
  for (const name of HEADERS)
    if (headers[name.toLowerCase()] !== undefined && !takes(name))
      throw badRequest(`${id} takes no ${name}`, name);
}
