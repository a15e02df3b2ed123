import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNginx } from "../../../scripts/nginx.ts";
import { Cable } from "./cable.ts";

/** An nginx of its own between browsers and the board's server. */
export class Nginx {
  readonly url: string;
  /** It takes the port, as nginx could only be told of one that may be somebody else's by then. */
  readonly #cable: Cable;
  readonly #folder: string;
  readonly #process: ChildProcess;

  /** Passes everything on to `target`; `location` is what more it is told to do. */
  static async before(target: string, location: string): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), "alongside-nginx-"));
    await writeFile(
      join(folder, "nginx.conf"),
      `daemon off; master_process off; pid nginx.pid; error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {
    listen unix:${join(folder, "nginx.sock")};
    location / { proxy_pass ${new URL(target).origin}; proxy_set_header Host $http_host; ${location} }
  }
}
`,
    );
    const nginx = new Nginx(folder, await Cable.to({ path: join(folder, "nginx.sock") }));
    await nginx.#ready();
    return nginx;
  }

  constructor(folder: string, cable: Cable) {
    const path = findNginx();
    if (path === undefined) throw new Error("There is no nginx");
    this.#folder = folder;
    this.#cable = cable;
    this.url = cable.at("http://127.0.0.1/");
    this.#process = spawn(path, ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }

  async #ready(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      // oxlint-disable-next-line no-await-in-loop -- until it answers
      if (
        await fetch(new URL("healthz", this.url)).then(
          (one) => one.ok,
          () => false,
        )
      )
        return;
      // oxlint-disable-next-line no-await-in-loop -- until it answers
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    throw new Error("nginx did not start");
  }

  async remove(): Promise<void> {
    const exit = once(this.#process, "exit");
    this.#process.kill();
    await exit;
    await this.#cable.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
