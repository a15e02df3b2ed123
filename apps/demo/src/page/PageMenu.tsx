import { useRef } from "react";
import { DASHBOARD, GALLERY, goHome, goToNew, HOME_PATH } from "./address.ts";
import type { Address } from "./address.ts";
import { icons } from "../ui/icons.tsx";
import { PageLink } from "./PageLink.tsx";
import { PAGE_WORDS, PAGES } from "./page-words.ts";
import { toggleTheme, useTheme } from "../ui/theme.ts";

/** Where a phone has no room for tabs: the pages, a new room and the colours, in a popover. */
export function PageMenu({ address }: { readonly address: Address }) {
  const menu = useRef<HTMLDivElement>(null);
  const theme = useTheme() === "dark" ? "light" : "dark";
  const { tab, thing } = PAGE_WORDS[address.page];
  const close = (): void => menu.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        className="page-menu-button on-narrow"
        popoverTarget="pages"
        aria-label={`${tab}. Other pages`}
      >
        {icons[address.page]}
        {icons.chevron}
      </button>
      <div ref={menu} id="pages" popover="auto" className="page-menu panel">
        <a
          href={HOME_PATH}
          onClick={(event) => {
            event.preventDefault();
            goHome();
          }}
        >
          {icons.home}
          Home
        </a>
        <nav aria-label="Pages">
          {PAGES.map((page) => (
            <PageLink
              key={page}
              to={{ page, id: address.id }}
              isCurrent={page === address.page}
              onFollow={close}
            >
              {icons[page]}
              {PAGE_WORDS[page].tab}
            </PageLink>
          ))}
        </nav>
        <a href={`/${DASHBOARD}`}>
          {icons.code}
          Live dashboard
        </a>
        <a href={`/${GALLERY}`}>
          {icons.people}
          Gallery of parts
        </a>
        <hr />
        <button
          type="button"
          onClick={() => {
            close();
            goToNew(address.page);
          }}
        >
          {icons.newRoom}
          New {thing}
        </button>
        <button type="button" onClick={toggleTheme}>
          {theme === "dark" ? icons.moon : icons.sun}
          {theme === "dark" ? "Dark colours" : "Light colours"}
        </button>
      </div>
    </>
  );
}
