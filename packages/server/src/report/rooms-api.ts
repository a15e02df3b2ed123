import { isFields } from "@alongside/core/engine";
import { harmless } from "../harmless.ts";
import { Problem } from "../cli/problem.ts";
import { reasonOf } from "./reason.ts";
import type { Target } from "./target.ts";

/** How long an answer may take, in ms. */
const PATIENCE_MS = 10_000;

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

  /** The numbers of all changes in a room. */
  async changes(room: string): Promise<readonly number[]> {
    const found: number[] = [];
    let after = 0;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const path = `/rooms/${query(room)}/changes?limit=1000&after=${after}`;
      const page = await this.#ask("GET", path);
      const changes = Array.isArray(page["changes"]) ? (page["changes"] as Fields[]) : [];
      found.push(...changes.map(({ seq }) => Number(seq)));
      if (typeof page["next"] !== "number") return found;
      after = page["next"];
    }
    throw this.#endless();
  }

  async delete(room: string): Promise<void> {
    await this.#ask("DELETE", `/rooms/${query(room)}`);
  }

  #endless(): Problem {
    return new Problem(`${this.#target.api} does not end: it has told ${MOST_PAGES} pages`);
  }

  async #ask(method: string, path: string): Promise<Fields> {
    const { api, key } = this.#target;
    let response: Response;
    let text: string;
    try {
      response = await fetch(api + path, {
        method,
        headers: { authorization: `Bearer ${key}` },
        // The key is for this server, and no other.
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      text = await response.text();
    } catch (error) {
      throw new Problem(`${api} does not answer: ${reasonOf(error)}`);
    }
    if (response.status === 204) return {};
    const answer = parsed(text);
    if (answer !== undefined && response.ok) return answer;
    const { detail = `it answers ${response.status}`, code } = { ...answer } as {
      readonly detail?: string;
      readonly code?: string;
    };
    throw new Problem(
      harmless(`${api} does not do it: ${detail}${code === undefined ? "" : ` (${code})`}`),
    );
  }
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
