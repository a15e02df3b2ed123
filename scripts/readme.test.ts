import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

test("the README's program runs, and does what it says", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const program = /```ts\n([^]*?)```/.exec(readme)?.[1];
  const folder = await mkdtemp(join(tmpdir(), "alongside-readme-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    // The program has a server and two clients that stay open; a person ends it, here its last line does.
    await writeFile(
      join(folder, "readme.mts"),
      `${program}\nawait server.close();\nprocess.exit();\n`,
    );
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ["--conditions=source", "readme.mts"], {
      cwd: folder,
    });
    expect(stdout).toContain("Bob sees 2 votes and 1 note");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("[R2086] the README is one screen, with a moving picture that is quick to load", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  expect(readme.split("\n").length).toBeLessThanOrEqual(60);
  const [picture = ""] = /docs\/images\/[\w-]+\.png/.exec(readme) ?? [];
  const bytes = await readFile(join(root, picture));
  expect(bytes.includes("acTL")).toBe(true);
  expect(bytes.length).toBeLessThan(1_500_000);
});
