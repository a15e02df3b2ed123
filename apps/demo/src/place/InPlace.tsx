import { useEffect } from "react";
import type { ReactNode } from "react";
import type { Address } from "../page/address.ts";
import { PlaceProvider, usePlace } from "./hooks.ts";

interface InPlaceProps {
  readonly address: Address;
  readonly children: ReactNode;
}

/** Joins what the board, the document and the code of one name have in common, and tells the others which of them is open here. */
export function InPlace({ address, children }: InPlaceProps) {
  return (
    <PlaceProvider id={address.id}>
      <OpenPage page={address.page} />
      {children}
    </PlaceProvider>
  );
}

function OpenPage({ page }: Pick<Address, "page">) {
  const { presence } = usePlace();
  useEffect(() => presence.set({ page }), [presence, page]);
  return null;
}
