import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CLOSE_CODES, CODES } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { API_CODES } from "../../src/api/codes.ts";
import { FOLLOWER_CODES } from "../../src/followers/codes.ts";
import { LIMITS } from "../../src/limits.ts";
import {
  CLIENT_CODES,
  DEVICE_CODES,
  HEALTH_CODES,
  HISTORY_CODES,
  LOCK_CODES,
  REFUSALS,
} from "../../../core/src/protocol/code-meanings.ts";
import { CALLS, errorsPage } from "./errors-page.ts";

const PACKAGES = fileURLToPath(new URL("../../../", import.meta.url));

test("[R143] docs/errors.md says what the code does", async () => {
  await expect(errorsPage()).toMatchFileSnapshot("../../../../docs/errors.md");
});

test("[R143] every code that the server or the model refuses with is in it", () => {
  const used = new Set<string>();
  for (const folder of ["core/src", "server/src"]) {
    for (const name of readdirSync(join(PACKAGES, folder), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const text = readFileSync(join(PACKAGES, folder, name), "utf8");
      for (const [, code] of text.matchAll(/(?:Fault|Refused)\(\s*"([a-z.-]+)"/g))
        used.add(code ?? "");
      for (const [, code] of text.matchAll(/\bcode: "([a-z]+\.[a-z-]+)"/g)) used.add(code ?? "");
    }
  }
  expect(used.size).toBeGreaterThan(20);
  expect(
    [...used].filter(
      (code) =>
        ![CODES, REFUSALS, LOCK_CODES, HEALTH_CODES, HISTORY_CODES, API_CODES, FOLLOWER_CODES].some(
          (of) => code in of,
        ),
    ),
  ).toEqual([]);
});

test("[R143] no two codes share a close code, and limits name codes that exist", () => {
  const closes = Object.values(CLOSE_CODES);
  expect(new Set(closes).size).toBe(closes.length);
  const named = Object.values(LIMITS).flatMap((limit) => ("code" in limit ? [limit.code] : []));
  expect(named.filter((code) => ![CODES, LOCK_CODES, API_CODES].some((of) => code in of))).toEqual(
    [],
  );
});

/** Sources of all packages, by name. */
function* sources(): Generator<string> {
  for (const name of readdirSync(PACKAGES, { recursive: true, encoding: "utf8" }))
    if (/^[a-z]+\/src\/.*\.tsx?$/.test(name)) yield readFileSync(join(PACKAGES, name), "utf8");
}

test("[R404] every code, limit and call has one anchor of its own", () => {
  const anchors = Array.from(errorsPage().matchAll(/<a id="([^"]+)">/g), ([, name]) => name);
  expect(new Set(anchors).size).toBe(anchors.length);
  const named = [
    CODES,
    REFUSALS,
    LOCK_CODES,
    CLIENT_CODES,
    DEVICE_CODES,
    HEALTH_CODES,
    HISTORY_CODES,
    API_CODES,
    FOLLOWER_CODES,
    LIMITS,
    CALLS,
  ].flatMap((of) => Object.keys(of));
  expect(anchors).toHaveLength(named.length);
  expect(new Set(anchors)).toEqual(new Set(named));
});

test("[R404] what a message links is there, and every call that is described is linked", () => {
  const anchors = new Set(
    Array.from(errorsPage().matchAll(/<a id="([^"]+)">/g), ([, name]) => name),
  );
  const linked = new Set<string>();
  for (const source of sources())
    for (const [, by, of] of source.matchAll(
      /docs\/errors\.md#([\w.-]+)|(?:(?:mistake|misused|said)\(|sessionOf\(room,)\s*"(\w+)"/g,
    ))
      linked.add(by ?? of ?? "");
  expect([...linked].filter((name) => !anchors.has(name))).toEqual([]);
  expect(Object.keys(CALLS).filter((name) => !linked.has(name))).toEqual([]);
});
