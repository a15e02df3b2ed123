import { lazy, Suspense } from "react";
import type { ComponentType } from "react";
import { useAddress } from "./address.ts";
import type { PageName } from "./address.ts";
import { Skeleton } from "./ui/Skeleton.tsx";

/** Each page comes with its own editor, and none with another's. */
const PAGE: { readonly [page in PageName]: ComponentType<{ readonly id: string }> } = {
  board: lazy(() => import("./board/BoardPage.tsx")),
  document: lazy(() => import("./document/DocumentPage.tsx")),
  code: lazy(() => import("./code/CodePage.tsx")),
};

export function App() {
  const { page, id } = useAddress();
  const Page = PAGE[page];
  return (
    <Suspense fallback={<Skeleton page={page} />}>
      <Page key={id} id={id} />
    </Suspense>
  );
}
