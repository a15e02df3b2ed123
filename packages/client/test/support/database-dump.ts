import { settled } from "./faulty-browser.ts";

/** All of a database, as JSON. */
export interface DatabaseDump {
  readonly version: number;
  readonly stores: readonly {
    readonly name: string;
    readonly keyPath: string | readonly string[] | null;
    readonly autoIncrement: boolean;
    readonly rows: readonly { readonly key: IDBValidKey; readonly value: unknown }[];
  }[];
}

export async function dump(factory: IDBFactory, name: string): Promise<DatabaseDump> {
  const db = await settled(factory.open(name));
  const stores: DatabaseDump["stores"][number][] = [];
  for (const storeName of db.objectStoreNames) {
    const store = db.transaction(storeName).objectStore(storeName);
    const [keys, values] = await Promise.all([
      settled(store.getAllKeys()),
      settled(store.getAll()),
    ]);
    stores.push({
      name: storeName,
      keyPath: store.keyPath,
      autoIncrement: store.autoIncrement,
      rows: keys.map((key, at) => ({ key, value: values[at] as unknown })),
    });
  }
  db.close();
  return { version: db.version, stores };
}

export async function restore(
  factory: IDBFactory,
  name: string,
  from: DatabaseDump,
): Promise<void> {
  const request = factory.open(name, from.version);
  request.addEventListener("upgradeneeded", () => {
    for (const { name: storeName, keyPath, autoIncrement, rows } of from.stores) {
      const store = request.result.createObjectStore(storeName, {
        keyPath: typeof keyPath === "object" && keyPath ? [...keyPath] : keyPath,
        autoIncrement,
      });
      for (const { key, value } of rows) {
        if (store.keyPath === null) store.put(value, key);
        else store.put(value);
      }
    }
  });
  (await settled(request)).close();
}
