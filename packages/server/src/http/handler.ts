import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import sirv from "sirv";
import type { StoreTrouble } from "../store/store.ts";
import { answer } from "./answer.ts";
import { type Metric, PROMETHEUS_TYPE, prometheusText } from "./prometheus.ts";

/** What the server says about its health: 200 when it can work, 503 when it cannot. */
export interface Health {
  readonly status: "ok" | "stopping" | "store-failed";
  /** Why the store cannot work: `store.slow` where it did not answer in time. */
  readonly code?: StoreTrouble | "store.slow";
}

/** What the server's own HTTP answers are made of. */
export interface HandlerOptions {
  /** Where clients connect. */
  readonly path: string;
  /** Answers what is asked there without an upgrade. */
  readonly live: RequestListener;
  readonly health: () => Promise<Health>;
  readonly metrics: () => readonly Metric[];
  /** A folder with a page; paths without a file get its `index.html`. */
  readonly files?: string | undefined;
  /** Takes what was thrown. Never throws. */
  readonly onError: (error: unknown) => void;
}

/** Answers `/healthz`, `/metrics` and the files of a folder. */
export function httpHandler(options: HandlerOptions): RequestListener {
  const files = options.files === undefined ? undefined : filesIn(options.files);
  const handle: RequestListener = (request, response) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    const path = pathOf(request);
    if (path === options.path) {
      options.live(request, response);
    } else if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      answer(response, 405, "Only GET and HEAD");
    } else if (path === "/healthz") {
      answerHealth(response, options.health).catch((error: unknown) => failed(response, error));
    } else if (path === "/metrics") {
      answer(response, 200, prometheusText(options.metrics()), PROMETHEUS_TYPE);
    } else if (files === undefined) {
      answer(response, 404, "Nothing here");
    } else {
      endWith(response);
      // A range that ends before it begins would be read as if it did not.
      if (!isRange(request.headers.range)) delete request.headers.range;
      files(request, response, () => answer(response, 404, "Nothing here"));
    }
  };
  const failed = (response: ServerResponse, error: unknown): void => {
    options.onError(error);
    if (response.headersSent) response.destroy();
    else answer(response, 500, "The server could not answer this");
  };
  return (request, response) => {
    try {
      handle(request, response);
    } catch (error) {
      failed(response, error);
    }
  };
}

/** A file that is gone ends the answer, and an answer that nobody reads any more lets go of the file. */
function endWith(response: ServerResponse): void {
  response.once("pipe", (file: Readable) => {
    file.once("error", () => response.destroy());
    response.once("close", () => file.destroy());
  });
}

function filesIn(folder: string) {
  return sirv(folder, {
    single: true,
    etag: true,
    // Asked again each time, which costs an empty answer: a page never runs with yesterday's script.
    setHeaders: (response) => response.setHeader("Cache-Control", "no-cache"),
  });
}

/** Whether this is one range of bytes that a file may have. */
function isRange(range: string | undefined): boolean {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  return from !== undefined && (to === "" || Number(from) <= Number(to));
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

async function answerHealth(
  response: ServerResponse,
  health: () => Promise<Health>,
): Promise<void> {
  const state = await health();
  response.setHeader("Cache-Control", "no-store");
  answer(response, state.status === "ok" ? 200 : 503, JSON.stringify(state), "application/json");
}
