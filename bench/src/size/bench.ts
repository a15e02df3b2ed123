import { installPeers, peerVersions } from "../peers.ts";
import type { Bar, Findings } from "../result.ts";
import { sizes } from "./sizes.ts";

/** What was promised, in KB. size-limit's own limits stand where the size is now, so that it does not creep. */
const PROMISED: { readonly [name: string]: { readonly bar: string; readonly limit: number } } = {
  "core + client": { bar: "size-core-client", limit: 24 },
  "core + client + text()": { bar: "size-with-text", limit: 29 },
  "client/indexeddb": { bar: "size-indexeddb", limit: 6 },
  react: { bar: "size-react", limit: 4 },
  "editors: codemirror": { bar: "size-codemirror", limit: 4 },
  "editors: quill": { bar: "size-quill", limit: 4 },
  "editors: textarea": { bar: "size-textarea", limit: 4 },
  "editors: value": { bar: "size-value", limit: 4 },
};

/** Bytes that a page loads, as size-limit bundles and compresses them; the others in the same way, with what an app imports of them. */
export function run(): Promise<Findings> {
  installPeers();
  const ours = sizes([]);
  const theirs = sizes(["--config", "bench/peers/size-limit.json"]);
  return Promise.resolve({
    runs: 1,
    rows: [...ours, ...theirs].map(({ name, size }) => ({
      what: name,
      figures: { "KB gzip": size / 1000 },
    })),
    bars: ours.flatMap(({ name, size }): Bar[] => {
      const promise = PROMISED[name];
      if (promise === undefined) return [];
      return [{ name: promise.bar, value: size / 1000, limit: promise.limit, better: "lower" }];
    }),
    versions: peerVersions("yjs", "y-websocket", "@liveblocks/client"),
  });
}
