import { lazy, Suspense, useLayoutEffect } from "react";
import type { ComponentType } from "react";
import { isSignedOut } from "./collaboration/signed-out.ts";
import { SignedOut } from "./collaboration/SignedOut.tsx";
import { useCell } from "./lib/use-cell.ts";
import { UpdateOffer } from "./offline/UpdateOffer.tsx";
import { useAddress, useIsHome } from "./page/address.ts";
import type { PageName } from "./page/page-words.ts";
import { HomeSkeleton } from "./home/HomeSkeleton.tsx";
import { InPlace } from "./place/InPlace.tsx";
import { Skeleton } from "./page/Skeleton.tsx";

/** Each page comes with its own editor, and none with another's. */
const PAGE: { readonly [page in PageName]: ComponentType<{ readonly id: string }> } = {
  board: lazy(() => import("./board-page/BoardPage.tsx")),
  document: lazy(() => import("./document/DocumentPage.tsx")),
  code: lazy(() => import("./code/CodePage.tsx")),
};

const HomePage = lazy(() => import("./home/HomePage.tsx"));

export function App() {
  const isHome = useIsHome();
  // Said by the HTML, which holds two pages: what is shown here is one.
  useLayoutEffect(() => void delete document.documentElement.dataset["page"], []);
  if (useCell(isSignedOut)) return <SignedOut />;
  return (
    <>
      {isHome ? (
        <Suspense fallback={<HomeSkeleton />}>
          <HomePage />
        </Suspense>
      ) : (
        <InRoom />
      )}
      <UpdateOffer />
    </>
  );
}

function InRoom() {
  const { page, id } = useAddress();
  const Page = PAGE[page];
  return (
    <InPlace key={id} address={{ page, id }}>
      <Suspense fallback={<Skeleton page={page} />}>
        <Page key={id} id={id} />
      </Suspense>
    </InPlace>
  );
}
