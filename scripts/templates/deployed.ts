import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const START_MS = 30_000;
const HEALTHY_MS = 20_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs what a container and a unit of an app would run, with what they set, and asks for its health; then a second one on the same
 * port, which has to say so in one line; then ends the first as they would. The app is built. Throws where something is otherwise.
 */
export async function runDeployed(folder: string, env: Environment): Promise<void> {
  const docker = readFileSync(join(folder, "Dockerfile"), "utf8");
  const unitFile = readdirSync(join(folder, "deploy")).find((name) => name.endsWith(".service"));
  const unit = readFileSync(join(folder, "deploy", unitFile ?? ""), "utf8");
  const command = JSON.parse(lineOf(docker, /^CMD (\[.*\])$/m)) as string[];
  const health = JSON.parse(lineOf(docker, /^HEALTHCHECK CMD (\[.*\])$/m)) as string[];
  await runOne(folder, { ...env, ...settings(lineOf(docker, /^ENV (.*)$/m)) }, command, health);
  const start = lineOf(unit, /^ExecStart=(.*)$/m).split(" ");
  await runOne(folder, { ...env, ...settings(lineOf(unit, /^Environment=(.*)$/m)) }, start, health);
}

function lineOf(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`There is no line ${String(pattern)} in\n${text}`);
  return found;
}

/** `A=1 B=2`, but the data in a folder that this machine lets anybody write. */
function settings(line: string): Environment {
  const pairs = line.split(" ").map((pair) => pair.split("=") as [string, string]);
  const all = Object.fromEntries(pairs);
  if (!(Number(all["PORT"]) > 0 && (all["ALONGSIDE_DATA"] ?? "").startsWith("/")))
    throw new Error(`Neither a port nor a folder is set: ${line}`);
  return { ...all, ALONGSIDE_DATA: "test-results/deployed" };
}

async function runOne(
  cwd: string,
  env: Environment,
  [command = "", ...args]: readonly string[],
  [program = "", ...asked]: readonly string[],
): Promise<void> {
  const options = { cwd, env: env as NodeJS.ProcessEnv };
  const server = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = once(server, "exit");
  const listens = new Promise<void>((resolve) => {
    const hear = (data: Buffer): void => {
      said += data.toString();
      if (said.includes("listening on ")) resolve();
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
  });
  const late = setTimeout(() => server.kill("SIGKILL"), START_MS);
  try {
    await Promise.race([
      listens,
      ended.then(() => {
        throw new Error(`${command} ended:\n${said}`);
      }),
    ]);
    const healthy = spawnSync(program, asked, { ...options, timeout: HEALTHY_MS });
    if (healthy.status !== 0) throw new Error(`It is not healthy:\n${said}`);
    const other = { ...env, ALONGSIDE_DATA: "test-results/other" } as NodeJS.ProcessEnv;
    const second = spawnSync(command, args, {
      cwd,
      env: other,
      encoding: "utf8",
      timeout: START_MS,
    });
    const lines = second.stderr
      .split("\n")
      .filter((line) => line.includes("taken") || line.includes("EADDRINUSE"));
    if (second.status !== 1 || lines.length !== 1)
      throw new Error(
        `A port in use should be one line and 1, got ${second.status}:\n${second.stderr}`,
      );
    server.kill("SIGTERM");
    const [code] = await ended;
    if (code !== 0) throw new Error(`Asked to end, it ended with ${String(code)}:\n${said}`);
  } finally {
    clearTimeout(late);
    server.kill("SIGKILL");
  }
}
