import { unwrap } from "idb";
import { withResolvers } from "../with-resolvers.ts";
import type { Database } from "./database.ts";
import { whenFinished } from "./held-writes.ts";
import { writingTrouble } from "./trouble.ts";

/**
 * Empties the database, where there is a connection to it, and deletes it. Resolves once nothing of it can be read any more. A tab
 * that is frozen keeps an emptied one until it thaws.
 */
export async function forgetDatabase(
  factory: IDBFactory,
  name: string,
  db: Database | undefined,
): Promise<void> {
  const isEmpty = db !== undefined && (await empty(db));
  db?.close();
  const { promise, resolve, reject } = withResolvers<void>();
  const request = factory.deleteDatabase(name);
  request.addEventListener("success", () => resolve());
  request.addEventListener("error", () => reject(writingTrouble(request.error)));
  if (isEmpty) request.addEventListener("blocked", () => resolve());
  await promise;
}

/** Returns whether that worked. Deleting the database may work where it does not. */
async function empty(db: Database): Promise<boolean> {
  try {
    const tx = unwrap(db).transaction([...db.objectStoreNames], "readwrite", {
      durability: "strict",
    });
    for (const store of tx.objectStoreNames) tx.objectStore(store).clear();
    await whenFinished(tx);
    return true;
  } catch {
    return false;
  }
}
