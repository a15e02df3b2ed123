import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ENV } from "../npm.ts";
import { KEY } from "./start.ts";

const VISIT_MS = 30_000;

/** What `fixtures/apps/frameworks` has an example of, by the names of their files. */
export const FRAMEWORKS = ["node", "express", "fastify", "hono"] as const;

/**
 * Has the shipped client join a room at `url` and write over a WebSocket, and a program read and write it over HTTP: `visit.ts` in the
 * folder of the app. Throws what that printed where it fails.
 */
export async function visit(cwd: string, url: string): Promise<void> {
  try {
    const options = { cwd, env: { ...ENV, ALONGSIDE_KEY: KEY }, timeout: VISIT_MS };
    await promisify(execFile)("node", ["visit.ts", url], options);
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`visiting ${url} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
