import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNginx } from "../../../scripts/nginx.ts";

/** An nginx of its own between browsers and the board's server. */
export class Nginx {
  readonly url: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  /** Passes everything on to `target`; `location` is what more it is told to do. */
  static async before(target: string, location: string): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), "alongside-nginx-"));
    const port = await freePort();
    await writeFile(
      join(folder, "nginx.conf"),
      `daemon off; master_process off; pid nginx.pid; error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass ${new URL(target).origin}; proxy_set_header Host $http_host; ${location} }
  }
}
`,
    );
    const nginx = new Nginx(folder, `http://127.0.0.1:${port}/`);
    await nginx.#ready();
    return nginx;
  }

  constructor(folder: string, url: string) {
    const path = findNginx();
    if (path === undefined) throw new Error("There is no nginx");
    this.#folder = folder;
    this.url = url;
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
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("It should have a port");
  return address.port;
}
