import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { Child } from "./process.ts";

/** What `npm start` starts, with a database of its own. */
export interface RunningBoard {
  readonly url: string;
  stop(): Promise<void>;
}

export async function npmStart(): Promise<RunningBoard> {
  const folder = mkdtempSync(`${tmpdir()}/alongside-bench-`);
  const cwd = fileURLToPath(new URL("../../", import.meta.url));
  const env = { ...process.env, PORT: "4800", ALONGSIDE_DATA: folder };
  const started = spawn("npm", ["start"], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const child = new Child(started, "npm start");
  const stop = async (): Promise<void> => {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const onData = (data: Buffer): void => {
      said += data.toString();
      const [address] = /http:\/\/\S+/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    };
    started.stdout.on("data", onData);
    started.stderr.on("data", onData);
    started.once("exit", () => reject(new Error(`npm start did not start a server: ${said}`)));
  });
  return { url, stop };
}
