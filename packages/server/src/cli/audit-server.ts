import type { Writable } from "node:stream";
import { once } from "node:events";
import { harmless } from "../harmless.ts";
import type { AskCommand } from "./ask-command.ts";
import { Problem } from "./problem.ts";

/** How long a server may take to begin its answer, in ms. */
const PATIENCE_MS = 30_000;

/** As much of the end of an audit as its last line may have. */
const LAST_LINE = 400;

/** Writes what a server that runs says of who did what, as it comes. Throws `Problem`, in one line, where it refuses or does not end. */
export async function auditServer({ url, key, path }: AskCommand, out: Writable): Promise<void> {
  const ended = new AbortController();
  const patience = setTimeout(() => ended.abort(), PATIENCE_MS);
  let tail = "";
  try {
    const response = await fetch(url + path, {
      headers: { authorization: `Bearer ${key}` },
      // The key is for this server, and no other.
      redirect: "error",
      signal: ended.signal,
    });
    clearTimeout(patience);
    if (!response.ok || response.body === null) throw refused(await response.text());
    const decoder = new TextDecoder();
    for await (const bytes of response.body) {
      tail = (tail + decoder.decode(bytes, { stream: true })).slice(-LAST_LINE);
      if (!out.write(bytes)) await once(out, "drain");
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`audit: ${url} does not answer, or broke off: ${(error as Error).message}`);
  } finally {
    clearTimeout(patience);
  }
  if (!tail.trimEnd().split("\n").at(-1)?.startsWith('{"end":'))
    throw new Problem("audit: it was cut off before its end");
}

function refused(text: string): Problem {
  let problem: { readonly detail?: string; readonly code?: string } = {};
  try {
    problem = JSON.parse(text) as typeof problem;
  } catch {
    // It is no API.
  }
  const { detail = "the server is no API of Alongside", code = "refused" } = problem;
  return new Problem(harmless(`audit: ${detail} (${code})`));
}
