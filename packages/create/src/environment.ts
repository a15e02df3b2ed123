/** Where the command runs: the variables of its process. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** Variables that programs set which run commands for a person or on their own, and that nobody answers questions in. */
const UNATTENDED = [
  "CI",
  "AI_AGENT",
  "AGENT",
  "CLAUDECODE",
  "CODEX_SANDBOX",
  "CODEX_THREAD_ID",
  "COPILOT_AGENT",
  "CURSOR_AGENT",
  "GEMINI_CLI",
  "OPENCODE",
  "REPL_ID",
];

/** Whether nobody is there to answer: the command then asks nothing and prints plain lines. */
export function isUnattended(env: Environment): boolean {
  return UNATTENDED.some((name) => {
    const value = env[name];
    return value !== undefined && value !== "" && value !== "0" && value !== "false";
  });
}

/** The package manager that started the command, by what it says of itself: `pnpm/10.1.0 npm/? node/v24.1.0 linux x64`. */
export function startedBy(env: Environment): PackageManager {
  const name = env["npm_config_user_agent"]?.split("/", 1)[0];
  return PACKAGE_MANAGERS.find((known) => known === name) ?? "npm";
}

/** The command that runs a script of package.json: `pnpm run dev`. */
export function runs(pm: PackageManager, script: string): string {
  return `${pm} run ${script}`;
}
