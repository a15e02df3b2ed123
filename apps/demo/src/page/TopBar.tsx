import { useEffect } from "react";
import { BellHere } from "../bell/BellHere.tsx";
import { goToNew } from "./address.ts";
import type { Address } from "./address.ts";
import { icons } from "../ui/icons.tsx";
import { rememberRoom } from "../home/recent-rooms.ts";
import { HomeLink } from "./HomeLink.tsx";
import { PageMenu } from "./PageMenu.tsx";
import { PageTabs } from "./PageTabs.tsx";
import type { Naming } from "./naming.ts";
import { useNamer, usePlace } from "../place/hooks.ts";
import { IntroduceCard } from "../place/IntroduceCard.tsx";
import { PeopleHere } from "../place/PeopleHere.tsx";
import { PAGE_WORDS } from "./page-words.ts";
import type { SharedRoom } from "../collaboration/shared-room.ts";
import { ShareButton } from "../collaboration/ShareButton.tsx";
import { Status } from "../collaboration/Status.tsx";
import { ThemeToggle } from "../ui/ThemeToggle.tsx";
import { Title } from "../ui/Title.tsx";

interface TopBarProps {
  readonly address: Address;
  readonly room: SharedRoom;
  /** Undefined until the room is here. */
  readonly title: string | undefined;
  readonly startNaming: () => Naming;
}

/** The top of every page: where one is, what it is called, whether it is saved, and who is here. */
export function TopBar({ address, room, title, startNaming }: TopBarProps) {
  const { thing, untitled } = PAGE_WORDS[address.page];
  const place = usePlace();
  const { presence } = place;
  useEffect(() => {
    document.title = title ? `${title} · Alongside` : "Alongside";
    if (title !== undefined) rememberRoom({ page: address.page, id: address.id, title });
  }, [title, address.page, address.id]);
  return (
    <>
      <header className="top-bar">
        <div className="panel room-panel">
          <HomeLink />
          <PageMenu address={address} />
          <PageTabs address={address} />
          <span className="divider" />
          <Title
            title={title}
            thing={thing}
            untitled={untitled}
            startNaming={startNaming}
            namer={useNamer(address.page)}
            onNaming={(isNaming) => presence.set({ isNaming })}
          />
          <button
            type="button"
            className="icon-button on-wide"
            aria-label={`New ${thing}`}
            title={`New ${thing}`}
            onClick={() => goToNew(address.page)}
          >
            {icons.newRoom}
          </button>
          <span className="divider" />
          <Status room={room} />
        </div>
        <div className="panel people-panel">
          <PeopleHere address={address} />
          <BellHere status={room.status} />
          <ThemeToggle />
          <ShareButton thing={thing} />
        </div>
      </header>
      <IntroduceCard room={place} />
    </>
  );
}
