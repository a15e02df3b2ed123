import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Cable, socketAt } from "./cable.ts";

const main = fileURLToPath(new URL("../server.ts", import.meta.url));

/** The board's own server in a process of its own, with a database on disk, as `npm start` runs it. */
export class RealServer {
  readonly #data: string;
  /** Keeps the address while there is no server: its port would be given to somebody else. */
  readonly #cable = new Cable();
  #process: ChildProcess | undefined;
  #url = "";

  static async start(): Promise<RealServer> {
    const server = new RealServer(await mkdtemp(join(tmpdir(), "alongside-board-")));
    await server.#cable.open();
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
    const child = spawn(process.execPath, [main], {
      // Tests begin with nothing.
      env: { ALONGSIDE_EXAMPLE: "no", ...process.env, PORT: "0", ALONGSIDE_DATA: this.#data },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    let said = "";
    const own = await new Promise<string>((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        said += String(chunk);
        const [address] = /http:\/\/\S+(?=\n)/.exec(said) ?? [];
        if (address) resolve(address);
      };
      child.stdout.on("data", onData);
      child.stderr.on("data", onData);
      child.once("exit", () => reject(new Error(`The server did not start: ${said}`)));
    });
    this.#cable.plug(socketAt(own));
    // Without the slash at its end.
    this.#url = this.#cable.at(own).slice(0, -1);
  }

  /** `kill -9`: nothing can be said or written any more. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    this.#cable.pull();
  }

  async remove(): Promise<void> {
    await this.kill();
    await this.#cable.close();
    await rm(this.#data, { recursive: true, force: true });
  }
}
