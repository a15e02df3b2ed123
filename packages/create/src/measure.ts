import type { Host } from "./host.ts";
import type { TemplateMeta } from "./template-files.ts";

/** Where the command of the server is in an app. */
const ALONGSIDE = "node_modules/@alongside/server/dist/main.js";

/** People and seconds: enough for figures, and done in 15 s. */
const SHORT = ["--clients", "50", "--seconds", "8"];

/** Measures an installed app by `alongside report`. Returns what it says, in Markdown, or why there is nothing. */
export async function measure(host: Host, folder: string, meta: TemplateMeta): Promise<string> {
  const { measured } = meta;
  const people =
    measured === undefined
      ? []
      : ["--mutation", measured.mutation, "--args", JSON.stringify(measured.args)];
  const args = [ALONGSIDE, "report", "--rooms", "server/rooms.ts", ...SHORT, ...people];
  const { code, said, out } = await host.exec(folder, "node", args);
  if (code === 0) return below(out.trim());
  const line = said.split("\n").findLast((one) => one.trim() !== "");
  return `Not measured: ${(line ?? "nothing was said").replace(/\p{C}/gu, "").slice(0, 300)}`;
}

/** Puts headings two levels lower, and leaves out the first one. */
function below(markdown: string): string {
  return markdown.replace(/^# .*\n+/, "").replace(/^#+ /gm, "##$&");
}
