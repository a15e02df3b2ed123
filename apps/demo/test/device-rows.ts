/** What lies in the database of the device: see `packages/client/src/device/rows.ts`. */
interface DeviceRow {
  readonly kind: string;
  readonly json: string;
}

/** Reads in a page what the device keeps for it. It is run there, and sees nothing of this file. */
export async function rowsOnDevice(): Promise<readonly DeviceRow[]> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
  const database = names.find((name) => name.startsWith("alongside"));
  if (database === undefined) return [];
  const opening = indexedDB.open(database);
  await new Promise((resolve) => opening.addEventListener("success", resolve));
  const asked = opening.result.transaction("rows").objectStore("rows").getAll();
  await new Promise((resolve) => asked.addEventListener("success", resolve));
  opening.result.close();
  return (asked.result as DeviceRow[]).map(({ kind, json }) => ({ kind, json }));
}
