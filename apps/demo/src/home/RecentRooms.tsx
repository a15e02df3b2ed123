import { useState } from "react";
import { PageLink } from "../page/PageLink.tsx";
import { icons } from "../ui/icons.tsx";
import { useHome } from "./hooks.ts";
import type { ListedRoom } from "./listed-rooms.ts";
import { recentRooms } from "./recent-rooms.ts";

interface RecentRoomsProps {
  readonly listed: readonly ListedRoom[] | undefined;
  readonly now: number;
}

/** Rooms that were open in this browser and are not on the home: only who has the link finds those. */
export function RecentRooms({ listed, now }: RecentRoomsProps) {
  const home = useHome();
  const [rooms, setRooms] = useState(recentRooms);
  const [seen, setSeen] = useState({ listed, now });
  if (seen.listed !== listed || seen.now !== now) {
    setSeen({ listed, now });
    setRooms(recentRooms());
  }
  if (listed === undefined) return null;
  const keys = new Set(listed.map(({ key }) => key));
  const own = rooms.filter(({ page, id }) => !keys.has(`${page}:${id}`));
  return (
    <section className="recent-rooms" aria-label="Only by their link">
      <h2>Only by their link</h2>
      <ul>
        {own.map(({ page, id, title }) => (
          <li key={`${page}:${id}`}>
            <PageLink to={{ page, id }} isCurrent={false}>
              {icons[page]}
              <span dir="auto">{title}</span>
            </PageLink>
            <button type="button" className="soft" onClick={() => home.mutate.list({ page, id })}>
              Show to everybody
            </button>
          </li>
        ))}
        <li>
          <a href="/board">
            {icons.plus}
            <span>A board that only its link leads to</span>
          </a>
        </li>
      </ul>
    </section>
  );
}
