import { goTo } from "../page/address.ts";
import { newRoomId } from "../page/room-id.ts";
import { PAGE_WORDS, PAGES } from "../page/page-words.ts";
import type { PageName } from "../page/page-words.ts";
import { icons } from "../ui/icons.tsx";
import { useHome } from "./hooks.ts";

/** Makes something new: it is on the home at once, for everybody, and opens. */
export function NewRooms() {
  const home = useHome();
  const make = (page: PageName): void => {
    const id = newRoomId();
    if (home.get() !== undefined) home.mutate.list({ page, id });
    goTo({ page, id });
  };
  return (
    <span className="new-rooms" role="group" aria-label="Something new">
      {PAGES.map((page) => (
        <button key={page} type="button" className="new-room panel" onClick={() => make(page)}>
          {icons[page]}
          <span>New {PAGE_WORDS[page].thing}</span>
        </button>
      ))}
    </span>
  );
}
