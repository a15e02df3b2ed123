import { useEffect } from "react";
import { goToNew } from "../address.ts";
import type { Address } from "../address.ts";
import { Avatars } from "./Avatars.tsx";
import { icons } from "./icons.tsx";
import { Logo } from "./Logo.tsx";
import { PageMenu } from "./PageMenu.tsx";
import { PageTabs } from "./PageTabs.tsx";
import { PAGE_WORDS } from "./page-words.ts";
import type { PageRoom } from "./page-room.ts";
import { ShareButton } from "./ShareButton.tsx";
import { Status } from "./Status.tsx";
import { ThemeToggle } from "./ThemeToggle.tsx";
import { Title } from "./Title.tsx";

interface TopBarProps {
  readonly address: Address;
  readonly room: PageRoom;
  /** Undefined until the room is here. */
  readonly title: string | undefined;
  readonly rename: (title: string) => void;
}

/** The top of every page: where one is, what it is called, whether it is saved, and who is here. */
export function TopBar({ address, room, title, rename }: TopBarProps) {
  const { thing, untitled } = PAGE_WORDS[address.page];
  useEffect(() => {
    document.title = title ? `${title} · Alongside` : "Alongside";
  }, [title]);
  return (
    <header className="top-bar">
      <div className="panel room-panel">
        <Logo />
        <PageMenu address={address} />
        <PageTabs address={address} />
        <span className="divider" />
        <Title title={title ?? ""} thing={thing} untitled={untitled} rename={rename} />
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
        <Status status={room.status} />
      </div>
      <div className="panel people-panel">
        <Avatars people={room.people} />
        <ThemeToggle />
        <ShareButton thing={thing} />
      </div>
    </header>
  );
}
