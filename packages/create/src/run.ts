import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { add, undo } from "./add/add.ts";
import { appName } from "./app-name.ts";
import { choose } from "./choose.ts";
import { type AddCommand, type CreateCommand, HELP, parseCommand } from "./command.ts";
import { compose } from "./compose.ts";
import { runs } from "./environment.ts";
import { type Host, realHost } from "./host.ts";
import { measure } from "./measure.ts";
import { packedIn, published } from "./packages.ts";
import { type ExitCode, Problem } from "./problem.ts";
import { realtime } from "./realtime.ts";
import { beginGit, install } from "./steps.ts";
import { metaOf } from "./template-files.ts";
import { checkEmpty, writeApp } from "./write-app.ts";

/** What was built, in the app's folder. */
const REPORT = "REALTIME.md";

/** Runs a command line to its end. */
export async function run(args: readonly string[], host: Host = realHost()): Promise<ExitCode> {
  try {
    const command = parseCommand(args, host.env);
    switch (command.name) {
      case "help":
        host.out(HELP);
        return 0;
      case "version":
        host.out(`${version()}\n`);
        return 0;
      case "add":
      case "undo":
        return await change(command, host);
      case "create":
        return await create(command, host);
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    host.error(`create-alongside: ${error.message}\n`);
    return error.exitCode;
  }
}

/** Makes an app that is there live, or takes that back. */
async function change(command: AddCommand, host: Host): Promise<ExitCode> {
  const { folder: shown, pm, packages } = command;
  const folder = resolve(host.cwd, shown);
  const { difference, next } =
    command.name === "undo" ? undo(folder, shown) : add(folder, shown, versions(packages, host));
  host.out(`${difference}\n`);
  const failure = command.install ? await install(host, folder, pm) : undefined;
  const steps = command.install && failure === undefined ? next : [`${pm} install`, ...next];
  const lines = steps.map((step) => `  ${step.replace("npm run", `${pm} run`)}\n`);
  if (lines.length > 0) host.out(`Next:\n\n${lines.join("")}`);
  if (failure === undefined) return 0;
  host.error(`create-alongside: the files are there, without the packages: ${failure}\n`);
  return 3;
}

function versions(packages: string | undefined, host: Host): (name: string) => string {
  return packages === undefined ? published(version()) : packedIn(resolve(host.cwd, packages));
}

/** Makes an app, tries how fast it is, and says what there is. */
async function create(command: CreateCommand, host: Host): Promise<ExitCode> {
  const { pm, packages } = command;
  const versionOf = versions(packages, host);
  const { folder: shown, template, framework } = await choose(command, host);
  const folder = resolve(host.cwd, shown);
  const name = appName(folder);
  checkEmpty(folder, shown);
  const files = new Map(compose({ name, template, framework, pm, versionOf }));
  const meta = metaOf(template);
  // It lists itself.
  files.set(REPORT, "");
  const made = { name, template, framework, pm, meta, files };
  let report = realtime(made);
  files.set(REPORT, report);
  writeApp(folder, shown, files);

  const say = command.json ? host.error : host.out;
  let failure: string | undefined;
  if (command.install) {
    say(`Installing packages with ${pm} …\n`);
    failure = await install(host, folder, pm);
  }
  if (command.measure && command.install && failure === undefined) {
    say("Measuring it …\n");
    report = realtime({ ...made, measured: await measure(host, folder, meta) });
    writeFileSync(join(folder, REPORT), report);
  }
  const git = command.git && (await beginGit(host, folder));
  const steps = [
    ...(folder === host.cwd ? [] : [`cd ${quoted(relative(host.cwd, folder))}`]),
    ...(command.install && failure === undefined ? [] : [`${pm} install`]),
    runs(pm, "dev"),
  ];
  if (command.json) {
    const installed = command.install && failure === undefined;
    const about = { folder, name, template, framework, packageManager: pm, git, installed };
    const all = { ...about, next: steps, files: [...files.keys()].toSorted() };
    host.out(`${JSON.stringify(all, null, 2)}\n`);
  } else {
    host.out(`\n${report}\nNext:\n\n${steps.map((step) => `  ${step}\n`).join("")}`);
  }
  if (failure === undefined) return 0;
  host.error(`create-alongside: the app is in ${shown}, without its packages: ${failure}\n`);
  return 3;
}

/** A path for a shell, in quotes where it needs some. */
function quoted(path: string): string {
  return /^[\w./][\w./-]*$/.test(path) ? path : `"${path}"`;
}

/** That of this package, and of the packages of Alongside that were released with it. */
function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
