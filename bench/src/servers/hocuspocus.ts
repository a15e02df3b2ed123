import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { loadPeer } from "../peers.ts";
import { argumentsOf } from "../process.ts";
import { serve } from "./serve.ts";

/** What we use of Hocuspocus. */
interface HocuspocusModule {
  Server: new (configuration: object) => {
    listen(): Promise<unknown>;
    readonly httpServer: { address(): AddressInfo | string | null };
  };
}

interface DatabaseModule {
  Database: new (configuration: {
    fetch(document: { documentName: string }): Promise<Uint8Array | null>;
    store(document: { documentName: string; state: Uint8Array }): Promise<void>;
  }) => object;
}

const { folder, flushDelay } = argumentsOf<{ folder: string; flushDelay?: false }>();
const { Server } = await loadPeer<HocuspocusModule>("@hocuspocus/server");
const { Database } = await loadPeer<DatabaseModule>("@hocuspocus/extension-database");

// The same statements as Hocuspocus' own SQLite extension, on Node's SQLite: nothing to compile.
const file = new DatabaseSync(`${folder}/hocuspocus.db`);
file.exec("PRAGMA journal_mode = WAL");
file.exec(
  "CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT",
);
const select = file.prepare("SELECT data FROM documents WHERE name = ?");
const upsert = file.prepare(
  "INSERT INTO documents VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data",
);
const database = new Database({
  fetch: async ({ documentName }) =>
    (select.get(documentName)?.["data"] as Uint8Array | undefined) ?? null,
  store: async ({ documentName, state }) => {
    upsert.run(documentName, state);
  },
});

const server = new Server({
  port: 0,
  address: "127.0.0.1",
  quiet: true,
  stopOnSignals: false,
  extensions: [database],
  ...(flushDelay === false && { flushDelay }),
});
await server.listen();
serve((server.httpServer.address() as AddressInfo).port);
