import { ASK, wayOf } from "./kept-files.ts";
import type { KeptFiles, KeptMessage } from "./kept-files.ts";

/** How long the network may take for a page that is kept here, in ms. */
const PATIENCE_MS = 3000;

/** Of a worker, as far as it is needed: the types of pages and of workers exclude each other. */
interface WorkerEvent extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  readonly respondWith: (answer: Promise<Response>) => void;
}
interface Window {
  readonly postMessage: (message: KeptMessage) => void;
}
interface WorkerScope {
  readonly skipWaiting: () => Promise<void>;
  readonly clients: {
    readonly claim: () => Promise<void>;
    readonly matchAll: (options: {
      readonly type: "window";
      readonly includeUncontrolled: boolean;
    }) => Promise<readonly Window[]>;
  };
  readonly addEventListener: {
    (name: "install" | "activate", listener: (event: WorkerEvent) => void): void;
    (name: "fetch", listener: (event: FetchEvent) => void): void;
    (name: "message", listener: (event: MessageEvent) => void): void;
  };
}
declare const self: WorkerScope;
/** The build puts what it made in the place of this name. */
declare const KEPT_FILES: KeptFiles;

const KEPT = KEPT_FILES;
const PREFIX = "alongside-page-";
const NAME = PREFIX + KEPT.version;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const found = wayOf(event.request, location.origin, KEPT);
  if (found?.way === "page") event.respondWith(page(event.request, found.path));
  if (found?.way === "file") event.respondWith(file(event.request));
});
self.addEventListener("message", ({ data, source }) => {
  if (data === ASK && source) tell(source);
});

/** All of the build or nothing. A page takes what it names, whichever worker there is: nobody need wait for the old one. */
async function install(): Promise<void> {
  const cache = await caches.open(NAME);
  const pages = KEPT.pages.map((path) => new Request(path, { cache: "no-cache" }));
  await cache.addAll([...pages, ...KEPT.hashed]);
  await self.skipWaiting();
}

/** Files of the build before stay, for pages that are still open. */
async function activate(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const one of windows) tell(one);
}

function tell(window: Window): void {
  // oxlint-disable-next-line require-post-message-target-origin -- a worker's pages are all of its origin
  window.postMessage({ kept: KEPT.hashed });
}

/** The server's page, so that nobody runs yesterday's who can have today's. The one kept here where no server answers, or not soon. */
async function page(request: Request, path: string): Promise<Response> {
  const fresh = fetch(request);
  const kept = await (await caches.open(NAME)).match(path);
  if (!kept) return fresh;
  const late = new Promise<undefined>((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
  });
  const answer = await Promise.race([fresh.catch(() => undefined), late]);
  return answer === undefined || answer.status >= 500 ? kept : answer;
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
