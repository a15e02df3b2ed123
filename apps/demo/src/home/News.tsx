import { UserAvatar } from "@alongside/react/ui";
import { useEffect, useState } from "react";
import { PageLink } from "../page/PageLink.tsx";
import type { PageName } from "../page/page-words.ts";
import { type ListedRoom, useKnownPeople } from "./listed-rooms.ts";
import { NEWS_PATH, type NewsItem } from "./news-item.ts";
import { agoWords } from "./time-words.ts";

/** Asked for at most so often, in ms, while things happen. */
const PAUSE_MS = 1000;

interface NewsProps {
  readonly rooms: readonly ListedRoom[] | undefined;
  readonly now: number;
}

/** What happened in all rooms, as it happens. A press on something goes to its room. */
export function News({ rooms, now }: NewsProps) {
  const items = useNews(rooms);
  const personOf = useKnownPeople();
  return (
    <aside className="home-news panel" aria-label="What happened">
      <h2>Activity</h2>
      {items === undefined ? null : items.length === 0 ? (
        <p className="home-none">What people do in these rooms is listed here.</p>
      ) : (
        <div role="feed" aria-label="Activity" tabIndex={0}>
          {items.map((item) => {
            const room = rooms?.find(({ key }) => key === item.room);
            const user = personOf(item.by) ?? { id: item.by, name: "Somebody", color: "#6d6a61" };
            return (
              <article key={item.id}>
                <UserAvatar user={user} isDecoration />
                <div>
                  <p dir="auto">{item.words}</p>
                  <p className="room-meta">
                    {room && (
                      <>
                        <PageLink
                          to={{ page: room.page satisfies PageName, id: room.name }}
                          isCurrent={false}
                        >
                          <bdi>{room.title}</bdi>
                        </PageLink>
                        {" · "}
                      </>
                    )}
                    {agoWords(item.to, Math.max(now, item.to))}
                  </p>
                </div>
              </article>
            );
          })}
        </div>
      )}
    </aside>
  );
}

/** What happened, asked for again whenever one of the rooms was written in. Undefined until it is here; as it was while the server cannot be reached. */
function useNews(rooms: readonly ListedRoom[] | undefined): readonly NewsItem[] | undefined {
  const [items, setItems] = useState<readonly NewsItem[]>();
  const sign = rooms?.map(({ key, at, said }) => `${key} ${at} ${said.at(-1)?.[0]}`).join(",");
  useEffect(() => {
    if (sign === undefined) return undefined;
    const asking = new AbortController();
    const ask = async (): Promise<void> => {
      const answer = await fetch(NEWS_PATH, { signal: asking.signal });
      if (answer.ok) setItems((await answer.json()) as readonly NewsItem[]);
    };
    const timer = setTimeout(
      // Without a network the list stays as it is, and the status says why.
      () => void ask().catch(() => {}),
      items === undefined ? 0 : PAUSE_MS,
    );
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what came is no reason to ask again
  }, [sign]);
  return items;
}
