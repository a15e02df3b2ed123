import type { RequestListener, ServerResponse } from "node:http";
import type { StoreTrouble } from "../store/store.ts";
import { answer } from "./answer.ts";
import { filesIn } from "./files.ts";
import { endpointOf, pathOf } from "./path-of.ts";
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
  /** The folder in it whose names change with what is in them. */
  readonly hashedFiles?: string | undefined;
  /** Takes what was thrown. Never throws. */
  readonly onError: (error: unknown) => void;
}

/** Answers `/healthz`, `/metrics` and the files of a folder. */
export function httpHandler(options: HandlerOptions): RequestListener {
  const files =
    options.files === undefined ? undefined : filesIn(options.files, options.hashedFiles);
  const handle: RequestListener = (request, response) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    const path = pathOf(request);
    if (endpointOf(request) === options.path) {
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
      files(request, response);
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

async function answerHealth(
  response: ServerResponse,
  health: () => Promise<Health>,
): Promise<void> {
  const state = await health();
  response.setHeader("Cache-Control", "no-store");
  answer(response, state.status === "ok" ? 200 : 503, JSON.stringify(state), "application/json");
}
