import { type Address, parseAddress } from "../page/address.ts";
import { PAGES } from "../page/page-words.ts";

/** Where a room is that is named as on the server, `board:roadmap`; undefined for one that no page shows. */
export function addressIn(room: string): Address | undefined {
  const page = PAGES.find((one) => room.startsWith(`${one}:`));
  if (page === undefined) return undefined;
  const { id } = parseAddress({ pathname: page, hash: room.slice(page.length + 1) });
  return id === undefined ? undefined : { page, id };
}
