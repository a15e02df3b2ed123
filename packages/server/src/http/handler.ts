import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { StoreTrouble } from "../store/store.ts";
import { answer } from "./answer.ts";
import { filesIn } from "./files.ts";
import { type Metric, PROMETHEUS_TYPE, prometheusText } from "./prometheus.ts";
import { answerOnlyGet, isReading, type Route, Routes } from "./routes.ts";

/** What the server says about its health: 200 when it can work, 503 when it cannot. */
export interface Health {
  readonly status: "ok" | "stopping" | "store-failed";
  /** Why the store cannot work: `store.slow` where it did not answer in time. */
  readonly code?: StoreTrouble | "store.slow";
}

/** Answers a request of the app's own. Returns whether it is one. */
export type OwnRequests = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What the server's own HTTP answers are made of. */
export interface HandlerOptions {
  /** Where clients connect, and what answers there, and below, without an upgrade. */
  readonly path: string;
  readonly live: readonly Route[];
  /** Answers what is for the HTTP API. Returns whether it is. */
  readonly api?: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  readonly health: () => Promise<Health>;
  readonly metrics: () => readonly Metric[];
  /** A folder with a page; paths without a file get its `index.html`. */
  readonly files?: string | undefined;
  /** The folder in it whose names change with what is in them. */
  readonly hashedFiles?: string | undefined;
  /** What the app answers beside that. */
  readonly handle?: OwnRequests | undefined;
  /** Takes what was thrown. Never throws. */
  readonly onError: (error: unknown) => void;
}

/** Answers where clients connect, `/healthz`, `/metrics`, and the files of a folder. */
export function httpHandler(options: HandlerOptions): RequestListener {
  const { live, api, health, metrics, handle, onError } = options;
  const files =
    options.files === undefined ? undefined : filesIn(options.files, options.hashedFiles);
  const failed = (response: ServerResponse, error: unknown): void => {
    onError(error);
    if (response.headersSent) response.destroy();
    else answer(response, 500, "The server could not answer this");
  };
  const links = new Routes(options.path, live);
  const own = new Routes("/", [
    {
      method: "GET",
      path: "/healthz",
      handle: (_request, response) => {
        answerHealth(response, health).catch((error: unknown) => failed(response, error));
      },
    },
    {
      method: "GET",
      path: "/metrics",
      handle: (_request, response) =>
        answer(response, 200, prometheusText(metrics()), PROMETHEUS_TYPE),
    },
  ]);
  const rest: RequestListener = (request, response) => {
    if (!isReading(request)) answerOnlyGet(response);
    else if (files === undefined) answer(response, 404, "Nothing here");
    else files(request, response);
  };
  return (request, response) => {
    try {
      response.setHeader("X-Content-Type-Options", "nosniff");
      if (api?.(request, response) === true) return;
      if (links.answer(request, response) || own.answer(request, response)) return;
      if (handle?.(request, response) !== true) rest(request, response);
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
