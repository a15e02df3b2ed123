import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { FILE_URL, FILES_PATH, TYPES } from "../src/talk/attached-file.ts";
import { answerJson, pathOf } from "./answering.ts";
import { type FileStore, NotTaken } from "./file-store.ts";

/** How long a file may take to come, in ms. */
const PATIENCE_MS = 60_000;

/** A browser does nothing with a file but show or save it, whatever is in it. */
const HARMLESS = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "private, max-age=31536000, immutable",
};

/** Takes files that pages of this server send, and hands them out. Returns whether the request is for files. */
export function answerFiles(
  store: FileStore,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): boolean {
  const pathname = pathOf(request);
  const isSent = pathname === FILES_PATH && request.method === "POST";
  if (!isSent && !pathname.startsWith(`${FILES_PATH}/`)) return false;
  const answered = isSent
    ? take(store, request, response)
    : FILE_URL.test(pathname) && (request.method === "GET" || request.method === "HEAD")
      ? handOut(store.pathOf(pathname.slice(FILES_PATH.length + 1)), request, response)
      : refuse(request, response, new NotTaken(404, "There is no such file"));
  answered.catch((error: unknown) => {
    if (error instanceof NotTaken) return refuse(request, response, error);
    // Whoever goes away in the middle of it is no trouble of the server's.
    if (!request.destroyed && !response.destroyed) onError(error);
    return refuse(request, response, new NotTaken(500, "It could not be kept"));
  });
  return true;
}

async function take(
  store: FileStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers } = request;
  // A page elsewhere cannot send files here in somebody's name, nor fill the disk by those who visit it.
  if (headers["sec-fetch-site"] !== undefined && headers["sec-fetch-site"] !== "same-origin")
    throw new NotTaken(403, "Files are taken from this server's own pages");
  const type = headers["content-type"]?.split(";", 1)[0]?.trim() ?? "";
  const ending = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (ending === undefined) throw new NotTaken(415, "Files of this kind are not taken");
  const timer = setTimeout(() => request.destroy(), PATIENCE_MS);
  try {
    const name = await store.keep(request, ending);
    answerJson(response, 201, { url: `${FILES_PATH}/${name}` });
  } finally {
    clearTimeout(timer);
  }
}

async function handOut(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const found = await stat(path).catch(() => {
    throw new NotTaken(404, "There is no such file");
  });
  const ending = path.slice(path.lastIndexOf(".") + 1);
  const [type = "application/octet-stream"] =
    Object.entries(TYPES).find(([, one]) => one === ending) ?? [];
  response.writeHead(200, {
    ...HARMLESS,
    "Content-Type": type,
    "Content-Length": found.size,
    // Pictures stand in the chat; all else is saved, never opened as a page of this server.
    "Content-Disposition": type.startsWith("image/") ? "inline" : "attachment",
  });
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(path), response);
}

/** What comes still is not read: the connection ends with the answer. */
async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message }: NotTaken,
): Promise<void> {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (!request.complete) response.setHeader("Connection", "close");
  answerJson(response, status, { message });
}
