import { harmless } from "../harmless.ts";
import { Problem } from "../cli/problem.ts";
import type { Vitals } from "./load/stage.ts";
import { reasonOf } from "./reason.ts";
import type { Target } from "./target.ts";

/** How long a server may take to answer a question, in ms. */
const PATIENCE_MS = 5000;

/** A server that runs. Rejects with `Problem`, in one line, where nobody answers or somebody else does. */
export async function findTheirs(live: URL, key: string | undefined): Promise<Target> {
  await checkIsOurs(live);
  const metrics = new URL("/metrics", live).href;
  return {
    live: live.href.replace(/^http/, "ws"),
    api: new URL("/v1", live).href,
    key,
    vitals: () => vitalsAt(metrics),
    ended: new Promise(() => undefined),
    close: () => Promise.resolve(),
  };
}

/** Where clients connect, as a URL of HTTP: `/live` unless a path is given. Throws `Problem`. */
export function liveOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^(?:https?|wss?):$/.test(url.protocol) || url.username !== "")
    throw new Problem(
      `--url is where a server is, such as https://live.example.com or wss://example.com/live, without a name and password${
        // What may be a password is not repeated.
        text.includes("@") ? "" : `; got ${JSON.stringify(harmless(text))}`
      }`,
      2,
    );
  url.protocol = url.protocol.replace("ws", "http");
  if (url.pathname === "/") url.pathname = "/live";
  url.search = "";
  url.hash = "";
  return url;
}

/** Asks without an upgrade: a server of ours says that it wants one. */
async function checkIsOurs(live: URL): Promise<void> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(live, {
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    // As much as it takes to say who answers.
    text = await beginning(response);
  } catch (error) {
    throw new Problem(`--url: ${live.href} does not answer: ${reasonOf(error)}`);
  }
  if (response.status === 426) return;
  const server = response.headers.get("server");
  const type = response.headers.get("content-type")?.split(";", 1)[0];
  const to = response.headers.get("location");
  const said = [
    `${response.status}${response.statusText === "" ? "" : ` ${response.statusText}`}`,
    ...(type === undefined ? [] : [type]),
    ...(to === null ? [] : [`to ${to}`]),
    ...(server === null ? [] : [`from ${server}`]),
    ...(/<title>([^<]{1,80})/i.exec(text)?.[1] === undefined
      ? []
      : [JSON.stringify(/<title>([^<]{1,80})/i.exec(text)?.[1])]),
  ].join(", ");
  throw new Problem(
    harmless(
      `--url: ${live.href} is no server of Alongside: it answers ${said}. If clients connect to another path, name it`,
    ),
  );
}

/** The first bytes of a body, as text; the rest is not waited for. */
async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += Buffer.from(value ?? []).toString("latin1");
    if (!done && text.length < 4096) continue;
    reader.cancel().catch(() => undefined);
    return text;
  }
}

/** What Prometheus reads there, where this may read it too. */
async function vitalsAt(metrics: string): Promise<Vitals | undefined> {
  try {
    const response = await fetch(metrics, {
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = response.ok ? await response.text() : "";
    const figure = (name: string): number =>
      Number(new RegExp(`^${name} ([0-9.e+]+)$`, "m").exec(text)?.[1] ?? Number.NaN);
    const vitals = {
      cpuMs: figure("process_cpu_seconds_total") * 1000,
      memoryBytes: figure("process_resident_memory_bytes"),
    };
    return Number.isFinite(vitals.cpuMs + vitals.memoryBytes) ? vitals : undefined;
  } catch {
    // Many keep it from the world: the report says that it is not known.
    return undefined;
  }
}
