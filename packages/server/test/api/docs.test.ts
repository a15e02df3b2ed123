import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { ADMIN, api } from "./api.ts";

const PAGE = fileURLToPath(new URL("../../../../docs/http-api.md", import.meta.url));

test("[R1583] the lines of docs/http-api.md do what it says, one after the other", async () => {
  const { ask, url } = await api({ inbox: true });
  await ask("PATCH", "/rooms/board:roadmap/state", { body: { title: "Old" } });
  const folder = mkdtempSync(join(tmpdir(), "alongside-curl-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "roadmap.jsonl");
  const blocks = Array.from(
    readFileSync(PAGE, "utf8").matchAll(/```sh\n([^`]*)```/g),
    ([, lines]) => lines ?? "",
  );
  expect(blocks.length).toBeGreaterThan(5);
  const env = {
    ...process.env,
    URL: `${url}/v1`,
    AUTH: `Authorization: Bearer ${ADMIN}`,
    FILE: file,
  };
  const script = `set -e\n${blocks.slice(0, -1).join("\n")}`;
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { env });
  expect(stdout).toContain('"title":"Old"');
  const { body } = await ask("GET", "/rooms/board:roadmap/state");
  expect(body).toMatchObject({ title: "Old", votes: 0, shapes: [] });
  expect((await ask("GET", "/rooms/board:roadmap")).body.seq).toBe(9);
  await promisify(execFile)("bash", ["-c", blocks.at(-1) ?? ""], { env });
  expect((await ask("GET", "/rooms/board:roadmap")).status).toBe(404);
});
