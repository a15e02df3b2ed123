import { icons } from "../ui/icons.tsx";
import { Logo } from "../ui/Logo.tsx";
import { PAGE_WORDS, PAGES } from "./page-words.ts";
import type { PageName } from "./page-words.ts";

/** What a page looks like while its scripts are on their way: all that is on it, empty. Also in the HTML that is built. */
export function Skeleton({ page }: { readonly page: PageName }) {
  return (
    <main className="page skeleton" aria-busy="true">
      <EmptyPage page={page} />
      <EmptyBar page={page} />
    </main>
  );
}

/** What one works on, and the bars around it, where they will be. */
export function EmptyPage({ page }: { readonly page: PageName }) {
  return (
    <div className={`empty-page of-${page}`} aria-hidden="true">
      <div className="panel work" />
      <div className="panel beside" />
      <div className="panel bar" />
      <div className="panel undo" />
      <div className="panel zoom" />
      <div className="panel help-place" />
    </div>
  );
}

/** The bar at the top: as `TopBar` is before it knows the room. */
function EmptyBar({ page }: { readonly page: PageName }) {
  return (
    <div className="top-bar" aria-hidden="true">
      <div className="panel room-panel">
        <span className="home-link on-wide">
          <Logo />
        </span>
        <span className="page-menu-button on-narrow">
          {icons[page]}
          {icons.chevron}
        </span>
        <span className="page-tabs on-wide">
          {PAGES.map((name) => (
            <span key={name} className="tab" data-current={name === page || undefined}>
              {icons[name]}
              <span>{PAGE_WORDS[name].tab}</span>
            </span>
          ))}
        </span>
        <span className="divider" />
        <span className="title">{PAGE_WORDS[page].untitled}</span>
        <span className="icon-button on-wide">{icons.newRoom}</span>
        <span className="divider" />
        <span className="status busy" data-status="connecting">
          <i className="spinner" />
          <span className="what">Opening…</span>
        </span>
      </div>
      <div className="panel people-panel">
        <span className="avatars">
          <i className="avatar coming" />
        </span>
        <span className="bell-place" />
        <span className="icon-button" />
        <span className="share">
          {icons.link}
          <span>Share</span>
        </span>
      </div>
    </div>
  );
}
