import { Suspense, useEffect } from "react";
import type { ReactNode } from "react";
import { late } from "../lib/late.ts";
import { useCell } from "../lib/use-cell.ts";
import type { Address } from "../page/address.ts";
import { PlaceProvider, usePlace } from "./hooks.ts";

/** It comes once the page is there. */
const InLobby = late(() => import("../home/InLobby.tsx"));

interface InPlaceProps {
  readonly address: Address;
  readonly children: ReactNode;
}

/** Joins what the board, the document and the code of one name have in common, and tells the others which of them is open here. */
export function InPlace({ address, children }: InPlaceProps) {
  return (
    <PlaceProvider id={address.id}>
      <OpenPage page={address.page} />
      <Lobby address={address} />
      {children}
    </PlaceProvider>
  );
}

function OpenPage({ page }: Pick<Address, "page">) {
  const { presence } = usePlace();
  useEffect(() => presence.set({ page }), [presence, page]);
  return null;
}

function Lobby({ address }: Pick<InPlaceProps, "address">) {
  const { status } = usePlace();
  if (useCell(status).name !== "live") return null;
  return (
    <Suspense>
      <InLobby address={address} />
    </Suspense>
  );
}
