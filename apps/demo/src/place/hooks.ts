import "../collaboration/client.ts";
import { createHooks } from "@alongside/react";
import type { PageName } from "../page/page-words.ts";
import { Place } from "./definition.ts";

export const {
  RoomProvider: PlaceProvider,
  useRoom: usePlace,
  useOthers: useOthersInPlace,
} = createHooks(Place);

/** Who else is giving a page another name now. */
export function useNamer(
  page: PageName,
): { readonly name: string; readonly color: string } | undefined {
  return useOthersInPlace(
    (others) =>
      others.find(({ presence }) => presence.page === page && presence.isNaming === true)?.user,
  );
}
