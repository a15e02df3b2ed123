import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../server.ts", import.meta.url));

/** The board's own server in a process of its own, with a database on disk, as `npm start` runs it. */
export class RealServer {
  readonly #data: string;
  #process: ChildProcess | undefined;
  #url = "";

  static async start(): Promise<RealServer> {
    const server = new RealServer(await mkdtemp(join(tmpdir(), "alongside-board-")));
    await server.start();
    return server;
  }

  constructor(data: string) {
    this.#data = data;
  }

  /** Where the board is; the same after every restart. */
  get url(): string {
    return this.#url;
  }

  /** Starts it, or starts it again where it was. Resolves when it has said its address. */
  async start(): Promise<void> {
    const port = this.#url === "" ? "4700" : new URL(this.#url).port;
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, PORT: port, ALONGSIDE_DATA: this.#data },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    let said = "";
    this.#url = await new Promise((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        said += String(chunk);
        const [address] = /http:\/\/\S+/.exec(said) ?? [];
        if (address) resolve(address);
      };
      child.stdout.on("data", onData);
      child.stderr.on("data", onData);
      child.once("exit", () => reject(new Error(`The server did not start: ${said}`)));
    });
  }

  /** `kill -9`: nothing can be said or written any more. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }
}
