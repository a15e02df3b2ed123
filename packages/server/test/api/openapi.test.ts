import { expect, test } from "vitest";
import { api, READ } from "./api.ts";
import { DESCRIBED, OPERATIONS } from "./described.ts";

test("[R1582] the OpenAPI file is made from the table that answers, and is served", async () => {
  const { ask } = await api();
  const { body } = await ask("GET", "/openapi.json", { key: READ });
  const { paths } = body as unknown as typeof DESCRIBED;
  const { "/openapi.json": own, ...rest } = paths;
  expect(own).toBeDefined();
  expect(rest).toEqual(DESCRIBED.paths);
  for (const { id, method, path } of OPERATIONS)
    expect(paths[path]?.[method.toLowerCase()]).toMatchObject({ operationId: id });
});

test("[R1582] docs/openapi.json is that file", async () => {
  const { ask } = await api();
  const { body } = await ask("GET", "/openapi.json", { key: READ });
  const text = `${JSON.stringify(body, undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../../docs/openapi.json");
});
