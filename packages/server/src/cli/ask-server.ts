import { isFields } from "@alongside/core/engine";
import { harmless } from "../harmless.ts";
import type { AskCommand, AskVerb } from "./ask-command.ts";
import { Problem } from "./problem.ts";

/** How long an answer may take, in ms. */
const PATIENCE_MS = 30_000;

type Fields = Readonly<Record<string, unknown>>;

/** Asks a server that runs. Returns what to print. Throws `Problem`, in one line. */
export async function askServer(command: AskCommand): Promise<string> {
  const { verb, json } = command;
  const isAll = verb === "retry" && command.method === "GET";
  const answer = isAll ? await retryAll(command) : await ask(command);
  return harmless(json ? JSON.stringify(answer) : SHOWN[verb as Exclude<AskVerb, "audit">](answer));
}

/** Tries each letter that is there once, the oldest first. */
async function retryAll(command: AskCommand): Promise<Fields> {
  const failed: Fields[] = [];
  let done = 0;
  const ids: unknown[] = [];
  for (let after: unknown = 0; after !== undefined;) {
    const page = await ask({ ...command, path: `${command.path}?after=${line(after)}` });
    ids.push(...rows(page["letters"]).map(({ id }) => id));
    after = page["next"];
  }
  // What fails comes back as a new letter, or stays: it is not tried twice.
  for (const id of ids)
    try {
      await ask({ ...command, method: "POST", path: `${command.path}/${line(id)}/retry` });
      done += 1;
    } catch (error) {
      failed.push({ id, message: (error as Error).message });
    }
  return { done, failed };
}

async function ask({ verb, url, key, method, path, body }: AskCommand): Promise<Fields> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      // The key is for this server, and no other.
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = await response.text();
  } catch (error) {
    throw new Problem(`${verb}: ${url} does not answer: ${reasonOf(error)}`);
  }
  const answer = response.status === 204 ? {} : parsed(text);
  if (answer === undefined)
    throw new Problem(
      `${verb}: ${url} is no API of Alongside: it answers ${response.status} (is ALONGSIDE_KEY set for the server too?)`,
    );
  if (response.ok) return answer;
  const { detail, code } = answer as { readonly detail?: string; readonly code?: string };
  throw new Problem(harmless(`${verb}: ${detail ?? "refused"} (${code ?? response.status})`));
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? (cause instanceof Error ? cause.message : message);
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const SHOWN: { readonly [V in Exclude<AskVerb, "audit">]: (answer: Fields) => string } = {
  rooms: ({ rooms, next }) =>
    paged(
      rows(rooms).map(({ id }) => String(id)),
      next,
      "No rooms",
    ),
  state: pretty,
  log: ({ changes, next }) =>
    paged(
      columns(
        rows(changes).map(({ seq, at, by, words }) => [
          String(seq),
          String(at),
          line(by ?? "-"),
          line(words),
        ]),
      ),
      next,
      "No changes",
    ),
  history: ({ state }) => pretty(state),
  people: ({ people }) =>
    paged(
      columns(
        rows(people).map(({ user, state, client }) => {
          const { id, name } = user as Fields;
          return [line(id), line(name), String(state), String(client)];
        }),
      ),
      undefined,
      "Nobody",
    ),
  series: ({ newest, since }) =>
    paged(
      columns(
        Object.entries((newest ?? {}) as Fields).map(([key, point]) => [
          line(key),
          isFields(point)
            ? Object.entries(point)
                .map(([field, value]) => `${line(field)} ${String(value)}`)
                .join("  ")
            : String(point),
        ]),
      ),
      undefined,
      `Nothing since ${new Date(Number(since)).toISOString()}`,
    ),
  publish: ({ values }) =>
    values === 1 ? "Published one value" : `Published ${String(values)} values`,
  notify: () => "Notified",
  followers: ({ followers }) =>
    paged(
      columns(
        rows(followers).map(({ name, lag, letters }) => {
          const { entries, ms } = lag as Fields;
          const behind = entries === 0 ? "up to date" : `${line(entries)} behind`;
          return [
            line(name),
            behind,
            `${Math.round(Number(ms) / 1000)} s`,
            `${line(letters)} letters`,
          ];
        }),
      ),
      undefined,
      "Nobody follows",
    ),
  letters: ({ letters, next }) =>
    paged(
      columns(
        rows(letters).map(({ id, at, room, entries, code, message }) => {
          const { from, to } = (entries ?? {}) as Fields;
          const which =
            from === undefined ? "-" : from === to ? line(from) : `${line(from)}–${line(to)}`;
          return [String(id), String(at), line(room), which, line(code), line(message)];
        }),
      ),
      next,
      "No letters",
    ),
  retry: ({ done, failed }) => {
    const [first, ...others] = rows(failed);
    if (first === undefined) return done === undefined ? "Done" : `Done: ${line(done)}`;
    const more = others.length > 0 ? `; so did ${others.length} more` : "";
    throw new Problem(`${harmless(line(first["message"]))}${more}; done: ${line(done)}`);
  },
  drop: () => "Forgotten",
  kick: ({ pages }) =>
    pages === 0
      ? "Nobody of that id is in the room"
      : `Asked out of ${pages === 1 ? "one page" : `${String(pages)} pages`}`,
};

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function rows(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter((one) => isFields(one)) : [];
}

function paged(lines: readonly string[], next: unknown, none: string): string {
  if (next !== undefined) return [...lines, `… more: --after ${line(next)}`].join("\n");
  return lines.length === 0 ? none : lines.join("\n");
}

/** Lines whose columns stand below each other; the last one is as long as it is. */
function columns(table: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const cells of table)
    for (const [i, { length }] of cells.entries()) widths[i] = Math.max(widths[i] ?? 0, length);
  return table.map((cells) =>
    cells.map((cell, i) => (i < cells.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell)).join("  "),
  );
}

/** What people wrote, in one line. */
function line(value: unknown): string {
  return String(value).replaceAll(/\s+/g, " ");
}
