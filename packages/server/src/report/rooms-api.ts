import { isFields } from "@alongside/core/engine";
import { harmless } from "../harmless.ts";
import { Problem } from "../cli/problem.ts";
import { reasonOf } from "./reason.ts";
import type { Logged } from "./count.ts";
import type { Target } from "./target.ts";

/** How long an answer may take, and one with a whole log, in ms. */
const PATIENCE_MS = 10_000;
const EXPORT_MS = 60_000;

/** More pages are of no report: somebody else answers. */
const MOST_PAGES = 10_000;

type Fields = Readonly<Record<string, unknown>>;

/** The rooms of a report, over the server's HTTP API. */
export class RoomsApi {
  readonly #target: Pick<Target, "api" | "key">;

  constructor(target: Pick<Target, "api" | "key">) {
    this.#target = target;
  }

  /** Ids, with the kind before them, that begin so. Rejects with `Problem`. */
  async beginningWith(prefix: string): Promise<readonly string[]> {
    const found: string[] = [];
    let after = "";
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.#ask("GET", `/rooms?prefix=${query(prefix)}&after=${query(after)}`);
      const rooms = Array.isArray(page["rooms"]) ? (page["rooms"] as Fields[]) : [];
      found.push(...rooms.map(({ id }) => String(id)));
      if (typeof page["next"] !== "string") return found;
      after = page["next"];
    }
    throw this.#endless();
  }

  /** The log of a room, from its export: every entry is in it, also one that wrote nothing. Rejects with `Problem`. */
  async log(room: string): Promise<Logged> {
    let base = 0;
    let end: unknown;
    let entries = 0;
    const changes: { readonly seq: number; readonly of: string }[] = [];
    const response = await this.#fetch("GET", `/rooms/${query(room)}/export`, EXPORT_MS);
    // One in which nothing is left has no log either.
    if (response.status === 404) return { base, changes };
    if (!response.ok) throw this.#refused(response.status, await textOf(response));
    for await (const line of linesOf(response)) {
      const fields = parsed(line);
      if (fields === undefined) break;
      if (fields["alongside"] !== undefined) {
        base = Number(fields["base"]);
        continue;
      }
      if (typeof fields["seq"] === "number" && typeof fields["kind"] === "string") {
        entries += 1;
        const { seq, kind, client, n } = fields as unknown as EntryLine;
        if (kind === "change") changes.push({ seq, of: JSON.stringify([client, n]) });
      }
      end = fields["end"];
    }
    if (!isFields(end) || end["entries"] !== entries)
      throw new Problem(`${this.#target.api} does not tell the whole log of ${room}`);
    return { base, changes };
  }

  async delete(room: string): Promise<void> {
    await this.#ask("DELETE", `/rooms/${query(room)}`);
  }

  #endless(): Problem {
    return new Problem(`${this.#target.api} does not end: it has told ${MOST_PAGES} pages`);
  }

  async #ask(method: string, path: string): Promise<Fields> {
    const response = await this.#fetch(method, path, PATIENCE_MS);
    const text = await textOf(response);
    if (response.status === 204) return {};
    const answer = parsed(text);
    if (answer !== undefined && response.ok) return answer;
    throw this.#refused(response.status, text);
  }

  async #fetch(method: string, path: string, patienceMs: number): Promise<Response> {
    const { api, key } = this.#target;
    try {
      return await fetch(api + path, {
        method,
        headers: { authorization: `Bearer ${key}` },
        // The key is for this server, and no other.
        redirect: "error",
        signal: AbortSignal.timeout(patienceMs),
      });
    } catch (error) {
      throw new Problem(`${api} does not answer: ${reasonOf(error)}`);
    }
  }

  #refused(status: number, text: string): Problem {
    const { detail = `it answers ${status}`, code } = { ...parsed(text) } as {
      readonly detail?: string;
      readonly code?: string;
    };
    const words = code === undefined ? "" : ` (${code})`;
    return new Problem(harmless(`${this.#target.api} does not do it: ${detail}${words}`));
  }
}

interface EntryLine {
  readonly seq: number;
  readonly kind: string;
  readonly client?: string;
  readonly n?: unknown;
}

/** A body whole. Rejects with `Problem` where it breaks off. */
async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw new Problem(`${response.url} breaks off: ${reasonOf(error)}`);
  }
}

/** A body line by line, as it comes. Rejects with `Problem` where it breaks off. */
async function* linesOf(response: Response): AsyncIterable<string> {
  let rest = "";
  const text = new TextDecoder();
  try {
    for await (const bytes of response.body ?? []) {
      const lines = (rest + text.decode(bytes as Uint8Array, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    throw new Problem(`${response.url} breaks off: ${reasonOf(error)}`);
  }
  if (rest !== "") yield rest;
}

function query(text: string): string {
  return encodeURIComponent(text);
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
