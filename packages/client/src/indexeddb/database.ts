import type { Random } from "@alongside/core/engine";
import { type DBSchema, type IDBPDatabase, wrap } from "idb";
import type { DeviceKind } from "../device/device-store.ts";
import type { SealedRow } from "./seal.ts";
import { trouble } from "./trouble.ts";

/** The version of what is stored, and of the database. A fixture of each is opened in the tests. */
export const FORMAT = 1;

/** Whose a database is. */
export interface Owner {
  readonly server: string;
  readonly user: string;
}

/** The row by which a database says what it is. */
interface Meta extends Owner {
  readonly format: number;
  /** Random: another one is another database, and what was in the first is gone. */
  readonly canary: string;
}

/** Format 1. */
export interface Schema extends DBSchema {
  meta: { key: "meta"; value: Meta };
  /** By kind first, so that the rooms of a kind lie together. */
  rows: { key: [kind: DeviceKind, room: string, key: string]; value: SealedRow };
  /** When each room was opened last, in ms. */
  opened: { key: string; value: { readonly room: string; readonly at: number } };
  /** Rows that cannot be what was written. */
  aside: { key: number; value: { readonly row: unknown; readonly at: number } };
}

export type Database = IDBPDatabase<Schema>;

export interface OpenHooks {
  /** A page of an older format holds the database; opening goes on once that is gone. */
  readonly onBlocked: () => void;
  /** Another page wants the database. It is closed right afterwards, once what was begun has ended. */
  readonly onWanted: (wanted: "deletion" | "upgrade") => void;
  /** The browser has closed this connection, which may not be the newest any more. */
  readonly onCut: (db: Database) => void;
}

export function databaseName({ server, user }: Owner): string {
  return `alongside ${JSON.stringify([server, user])}`;
}

/** Opens the owner's database, and makes it where there is none. Rejects with what the browser says, or `device.foreign`. */
export async function openDatabase(
  factory: IDBFactory,
  owner: Owner,
  random: Random,
  hooks: OpenHooks,
): Promise<{ readonly db: Database; readonly canary: string }> {
  const request = factory.open(databaseName(owner), FORMAT);
  request.addEventListener("upgradeneeded", () => create(request.result));
  request.addEventListener("blocked", hooks.onBlocked);
  const opened = wrap(await resultOf(request)) as unknown as Database;
  // Before anything more is awaited: a page that wants the database waits for this one to close it.
  opened.addEventListener("versionchange", (event) => {
    hooks.onWanted(event.newVersion === null ? "deletion" : "upgrade");
    opened.close();
  });
  opened.addEventListener("close", () => hooks.onCut(opened));
  try {
    return { db: opened, canary: await canaryOf(opened, owner, random) };
  } catch (error) {
    opened.close();
    throw error;
  }
}

function resultOf(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

function create(db: IDBDatabase): void {
  db.createObjectStore("meta");
  db.createObjectStore("rows", { keyPath: ["kind", "room", "key"] });
  db.createObjectStore("opened", { keyPath: "room" });
  db.createObjectStore("aside", { autoIncrement: true });
}

/** The canary of the database; a new one where it has none, being new or having lost it. */
async function canaryOf(db: Database, owner: Owner, random: Random): Promise<string> {
  const found = await handled(db.transaction("meta")).store.get("meta");
  const meta = found ?? (await mark(db, owner, random));
  if (meta.server !== owner.server || meta.user !== owner.user) throw trouble("device.foreign");
  if (meta.format > FORMAT) throw trouble("device.newer");
  return meta.canary;
}

/** Writes whose the database is, unless another page has just done so. */
async function mark(db: Database, { server, user }: Owner, random: Random): Promise<Meta> {
  const tx = handled(db.transaction("meta", "readwrite", { durability: "strict" }));
  const before = await tx.store.get("meta");
  const meta = before ?? { format: FORMAT, canary: random.id(16), server, user };
  if (!before) await tx.store.put(meta, "meta");
  await tx.done;
  return meta;
}

/** The transaction, whose end nobody need wait for: requests that fail say so themselves. */
export function handled<T extends { readonly done: Promise<void> }>(tx: T): T {
  tx.done.catch(() => undefined);
  return tx;
}
