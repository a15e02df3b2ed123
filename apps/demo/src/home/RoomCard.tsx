import type { Other } from "@alongside/client";
import { UserAvatar } from "@alongside/react/ui";
import { PageLink } from "../page/PageLink.tsx";
import { PAGE_WORDS } from "../page/page-words.ts";
import { icons } from "../ui/icons.tsx";
import { useHome, useOthersAtHome } from "./hooks.ts";
import { type ListedRoom, useKnownPeople } from "./listed-rooms.ts";
import { Picture } from "./Picture.tsx";
import { rememberRoom } from "./recent-rooms.ts";
import { agoWords } from "./time-words.ts";
import { useUnreadIn } from "./unread.ts";
import { MOST_SAID } from "./definition.ts";

/** So many faces stand on a card; the rest is counted. */
const FACES = 4;

interface RoomCardProps {
  readonly room: ListedRoom;
  readonly now: number;
}

/** One room: how it looks, who is there now, who wrote last and what is unread. A press anywhere goes there. */
export function RoomCard({ room, now }: RoomCardProps) {
  const { key, page, name, title, at, by, preview } = room;
  const home = useHome();
  const writer = useKnownPeople()(by)?.name;
  const unread = useUnreadIn(room);
  const heading = `card-${key}`;
  return (
    <article className="room-card panel" aria-labelledby={heading} data-room={key}>
      <Picture page={page} preview={preview} />
      <Here at={key} />
      <div className="room-words">
        <h2 id={heading}>
          <PageLink to={{ page, id: name }} isCurrent={false}>
            {icons[page]}
            <span dir="auto">{title}</span>
          </PageLink>
        </h2>
        <p className="room-meta">
          {writer !== undefined && (
            <>
              <bdi>{writer}</bdi>
              {" · "}
            </>
          )}
          {agoWords(at, now)}
        </p>
        {unread > 0 && (
          <span className="room-unread" title="Not read yet">
            {icons.talk}
            {unread >= MOST_SAID ? `${MOST_SAID}+` : unread}
            <span className="unseen"> unread</span>
          </span>
        )}
      </div>
      <button
        type="button"
        className="room-off"
        aria-label={`Take ${title} off the home`}
        title={`Take this ${PAGE_WORDS[page].thing} off the home. It stays, for whoever has the link.`}
        onClick={() => {
          rememberRoom({ page, id: name, title });
          home.mutate.unlist({ key });
        }}
      >
        {icons.close}
      </button>
    </article>
  );
}

/** The others who are in a room now. */
function Here({ at }: { readonly at: string }) {
  const people = useOthersAtHome((others) => peopleAt(others, at), isSame);
  if (people.length === 0) return null;
  return (
    <span className="room-here" role="group" aria-label={`${people.length} there now`}>
      {people.slice(0, FACES).map((user) => (
        <UserAvatar key={user.id} user={user} />
      ))}
      {people.length > FACES && <span className="room-more">+{people.length - FACES}</span>}
    </span>
  );
}

type User = Other["user"];

/** Whoever has two tabs there is there once. */
function peopleAt(
  others: readonly { readonly user: User; readonly presence: { readonly at?: string | null } }[],
  at: string,
): readonly User[] {
  const there = others.filter(({ presence }) => presence.at === at);
  return Array.from(new Map(there.map(({ user }) => [user.id, user])).values());
}

function isSame(a: readonly User[], b: readonly User[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
