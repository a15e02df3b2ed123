import { spawn } from "node:child_process";
import { ENV } from "../npm.ts";

const START_MS = 30_000;

/** The key of the HTTP API that apps are started with. */
export const KEY = "a-key-for-the-examples-of-this-folder";

/** Starts an app by a command; resolves with the address it prints, and what ends it. */
export function start(
  cwd: string,
  command: string,
  ...args: readonly string[]
): Promise<{ readonly url: string; readonly stop: () => void }> {
  const child = spawn(command, args, {
    cwd,
    env: { ...ENV, ALONGSIDE_KEY: KEY, PORT: "0" },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid);
  };
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string): void => {
      stop();
      reject(new Error(`${command} ${args.join(" ")} ${why}:\n${said}`));
    };
    const timer = setTimeout(() => fail(`printed no address in ${START_MS / 1000} s`), START_MS);
    const hear = (data: Buffer): void => {
      said += data.toString();
      const url = /listening on (http:\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve({ url, stop });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}
