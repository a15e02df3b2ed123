import { lazy, Suspense } from "react";
import type { ComponentType } from "react";
import { isSignedOut } from "./collaboration/signed-out.ts";
import { SignedOut } from "./collaboration/SignedOut.tsx";
import { useCell } from "./lib/use-cell.ts";
import { UpdateOffer } from "./offline/UpdateOffer.tsx";
import { useAddress } from "./page/address.ts";
import type { PageName } from "./page/page-words.ts";
import { InPlace } from "./place/InPlace.tsx";
import { Skeleton } from "./page/Skeleton.tsx";

/** Each page comes with its own editor, and none with another's. */
const PAGE: { readonly [page in PageName]: ComponentType<{ readonly id: string }> } = {
  board: lazy(() => import("./board-page/BoardPage.tsx")),
  document: lazy(() => import("./document/DocumentPage.tsx")),
  code: lazy(() => import("./code/CodePage.tsx")),
};

export function App() {
  const { page, id } = useAddress();
  const Page = PAGE[page];
  if (useCell(isSignedOut)) return <SignedOut />;
  return (
    <>
      <InPlace key={id} address={{ page, id }}>
        <Suspense fallback={<Skeleton page={page} />}>
          <Page key={id} id={id} />
        </Suspense>
      </InPlace>
      <UpdateOffer />
    </>
  );
}
