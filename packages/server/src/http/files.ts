import type { RequestListener, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import sirv from "sirv";
import { answer } from "./answer.ts";
import { pathOf } from "./path-of.ts";

/** A year, in seconds: the longest that browsers keep a file for. */
const FOR_EVER = 31_536_000;

/**
 * Serves the files of `folder`, as they were when this was called. Of a file with a `.br` or `.gz` beside it the browser gets that,
 * where it takes it. What is in the folder `hashed` within is kept by browsers and never asked for again; about everything else they
 * ask each time, which costs an empty answer: a page never runs with yesterday's script.
 */
export function filesIn(folder: string, hashed?: string): RequestListener {
  const all = { etag: true, brotli: true, gzip: true };
  const page = sirv(folder, {
    ...all,
    single: true,
    setHeaders: (response) => response.setHeader("Cache-Control", "no-cache"),
  });
  // Here a path without a file gets no page, which would be kept in its place.
  const kept = sirv(folder, { ...all, extensions: [], maxAge: FOR_EVER, immutable: true });
  const keptPath = hashed === undefined ? undefined : `/${hashed.replaceAll(/^\/+|\/+$/g, "")}/`;
  return (request, response) => {
    const { headers } = request;
    endWith(response);
    // A range that ends before it begins would be read as if it did not.
    if (!isRange(headers.range)) delete headers.range;
    headers["accept-encoding"] = accepted(headers["accept-encoding"]);
    const isKept = keptPath !== undefined && pathOf(request).startsWith(keptPath);
    (isKept ? kept : page)(request, response, () => answer(response, 404, "Nothing here"));
  };
}

/** A file that is gone ends the answer, and an answer that nobody reads any more lets go of the file. */
function endWith(response: ServerResponse): void {
  response.once("pipe", (file: Readable) => {
    file.once("error", () => response.destroy());
    response.once("close", () => file.destroy());
  });
}

/** Whether this is one range of bytes that a file may have. */
function isRange(range: string | undefined): boolean {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  return from !== undefined && (to === "" || Number(from) <= Number(to));
}

/** The encodings that a header names, without those that it refuses by `q=0`. */
function accepted(header: string | string[] | undefined): string {
  return String(header ?? "")
    .toLowerCase()
    .split(",")
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one))
    .map((one) => one.split(";", 1)[0]?.trim())
    .filter((name) => name === "br" || name === "gzip")
    .join(",");
}
