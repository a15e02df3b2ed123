import {
  CLIENT_CODES,
  CODE_MEANINGS,
  HEALTH_CODES,
  HISTORY_CODES,
  LOCK_CODES,
  REFUSALS,
} from "./code-meanings.ts";

const DESCRIBED = {
  ...CODE_MEANINGS,
  ...LOCK_CODES,
  ...REFUSALS,
  ...CLIENT_CODES,
  ...HEALTH_CODES,
  ...HISTORY_CODES,
};

/** Where a code is described, `docs/errors.md#limit.rate` say; undefined for one that is an app's own, or none. */
export function codeDocs(code: unknown): string | undefined {
  return typeof code === "string" && Object.hasOwn(DESCRIBED, code)
    ? `docs/errors.md#${code}`
    : undefined;
}
