import { checkChain, type Store } from "@alongside/server";
import { Broken } from "./broken.ts";

/** Every entry that is kept is the one that was sealed, or was erased as the chain says. Throws `Broken`. */
export async function checkSealed(store: Store, room: string): Promise<void> {
  const { floor, head } = await store.outside(room, {});
  const end = await checkChain(store.audited(room, floor)).catch((error: unknown) => {
    throw new Broken(`the chain of ${room} is broken: ${(error as Error).message}`);
  });
  if ((end?.sealed ?? 0) !== head - floor)
    throw new Broken(`${end?.sealed} entries of ${room} are sealed, of ${head - floor}`);
  const [unproven] = end?.unproven ?? [];
  if (unproven !== undefined)
    throw new Broken(`entry ${unproven} of ${room} was rewritten, and the chain does not say so`);
}
