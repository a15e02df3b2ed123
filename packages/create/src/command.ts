import { parseArgs } from "node:util";
import {
  type Environment,
  PACKAGE_MANAGERS,
  type PackageManager,
  startedBy,
} from "./environment.ts";
import { usage } from "./problem.ts";

export const TEMPLATES = ["board", "document", "chat", "dashboard", "bare"] as const;
export type Template = (typeof TEMPLATES)[number];

export const FRAMEWORKS = ["react", "vanilla", "next"] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** What a command line asks for. What it does not say is asked for, or taken as the first of each list. */
export interface CreateCommand {
  readonly name: "create";
  /** Where the app goes, as it was typed: `my-app`, `apps/board`, `.`. */
  readonly folder: string | undefined;
  readonly template: Template | undefined;
  readonly framework: Framework | undefined;
  readonly pm: PackageManager;
  /** Asks nothing. */
  readonly yes: boolean;
  readonly install: boolean;
  readonly git: boolean;
  /** Whether the app is measured once it is there. */
  readonly measure: boolean;
  /** A folder with packed packages to install in place of published ones. */
  readonly packages: string | undefined;
  readonly json: boolean;
}

/** An app that is there to make live, or to be as it was. */
export interface AddCommand {
  readonly name: "add" | "undo";
  /** The app's folder, as it was typed. */
  readonly folder: string;
  readonly pm: PackageManager;
  readonly install: boolean;
  readonly packages: string | undefined;
}

export type Command =
  | { readonly name: "help" }
  | { readonly name: "version" }
  | CreateCommand
  | AddCommand;

export const HELP = `npm create alongside@latest [FOLDER] -- [OPTIONS]

Makes an app in which people work together, with its server, rules and tests. FOLDER is new or
empty; "." is the one you are in.

  --add              make an app of Vite, Next or Express live that is in FOLDER already, or here:
                     three files at most; prints what changes
  --undo             take that back

  --template NAME    board, document, chat, dashboard or bare (board)
  --framework NAME   react, vanilla or next (react)
  --pm NAME          npm, pnpm, yarn or bun (the one that runs this)
  --yes, -y          ask nothing; what is not said is as in brackets, and FOLDER is my-app
  --no-install       do not install the packages
  --no-git           do not begin a git repository
  --no-measure       do not measure the app, which takes some 15 s
  --packages FOLDER  install Alongside from the tarballs in FOLDER, as "npm pack" makes them
  --json             print what was made as JSON
  --help, --version

Nothing is asked either where CI or a program runs it. Exit codes: 0 done, 1 not done and nothing
left behind, 2 a wrong command line, 3 the app is there, but its packages could not be installed.
`;

const OPTIONS = {
  template: { type: "string" },
  framework: { type: "string" },
  pm: { type: "string" },
  add: { type: "boolean", default: false },
  undo: { type: "boolean", default: false },
  yes: { type: "boolean", short: "y", default: false },
  "no-install": { type: "boolean", default: false },
  "no-git": { type: "boolean", default: false },
  "no-measure": { type: "boolean", default: false },
  packages: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "v", default: false },
} as const;

/** Reads a command line. Throws `Problem`. */
export function parseCommand(args: readonly string[], env: Environment): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: "help" };
  if (values.version) return { name: "version" };
  const [folder, ...rest] = positionals;
  if (rest.length > 0) throw usage(`Unexpected "${rest.join(" ")}"`);
  if (folder === "") throw usage("The folder has no name");
  if (values.add || values.undo) return addCommand(folder, values, env);
  return {
    name: "create",
    folder,
    template: oneOf("--template", TEMPLATES, values.template),
    framework: oneOf("--framework", FRAMEWORKS, values.framework),
    pm: oneOf("--pm", PACKAGE_MANAGERS, values.pm) ?? startedBy(env),
    yes: values.yes,
    install: !values["no-install"],
    git: !values["no-git"],
    measure: !values["no-measure"],
    packages: values.packages,
    json: values.json,
  };
}

function addCommand(
  folder = ".",
  given: ReturnType<typeof parse>["values"],
  env: Environment,
): AddCommand {
  const { undo, packages } = given;
  if (given.add && undo) throw usage("--add or --undo, not both");
  for (const flag of ["template", "framework"] as const)
    if (given[flag] !== undefined) throw usage(`--${flag} is for a new app, not for --add`);
  const pm = oneOf("--pm", PACKAGE_MANAGERS, given.pm) ?? startedBy(env);
  return { name: undo ? "undo" : "add", folder, pm, install: !given["no-install"], packages };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds a hint about arguments that begin with a dash; the first sentence says it all.
    throw usage(error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? "") : String(error));
  }
}

function oneOf<T extends string>(
  flag: string,
  known: readonly T[],
  given: string | undefined,
): T | undefined {
  const found = known.find((one) => one === given);
  if (given !== undefined && found === undefined)
    throw usage(`${flag} is ${known.slice(0, -1).join(", ")} or ${known.at(-1)}, got "${given}"`);
  return found;
}
