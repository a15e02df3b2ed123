// `npm run dev`: the demo's server, restarted on each edit, and Vite for the page. Both read the
// packages' sources. When one ends, so does the other.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, isIPv6 } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(import.meta.dirname, "..");
const vite = fileURLToPath(new URL("bin/vite.js", import.meta.resolve("vite/package.json")));

// Chosen here, so that Vite passes requests on to the port the server really has.
const host = process.env["HOST"] || "127.0.0.1";
const port = await freePort(Number(process.env["PORT"] ?? 4000));
const reached = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
const target = `http://${isIPv6(reached) ? `[${reached}]` : reached}:${port}`;
const env = { ...process.env, PORT: String(port), ALONGSIDE_SERVER: target };

const parts = [
  start(["--watch", "--watch-preserve-output", "--conditions=source", "apps/demo/server.ts"], root),
  start([vite], join(root, "apps/demo")),
];

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(signal));
for (const part of parts) {
  part.on("exit", (code) => {
    process.exitCode ||= code ?? 0;
    stop("SIGTERM");
  });
}

function start(args: readonly string[], cwd: string) {
  return spawn(process.execPath, args, { cwd, env, stdio: "inherit" });
}

function stop(signal: NodeJS.Signals): void {
  for (const part of parts) part.kill(signal);
}

/** The first port nobody listens on, from `from` upwards. */
async function freePort(from: number): Promise<number> {
  const probe = createServer();
  try {
    await once(probe.listen(from, host), "listening");
    return from;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    return freePort(from + 1);
  } finally {
    probe.close();
  }
}
