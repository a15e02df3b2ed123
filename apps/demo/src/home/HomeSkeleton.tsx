import { icons } from "../ui/icons.tsx";
import { Logo } from "../ui/Logo.tsx";
import { PAGE_WORDS, PAGES } from "../page/page-words.ts";
import { EmptyHome } from "./EmptyHome.tsx";

/** What the home looks like while its scripts are on their way. Also in the HTML that is built. */
export function HomeSkeleton() {
  return (
    <div className="page home skeleton" aria-busy="true">
      <div className="home-bar" aria-hidden="true">
        <Logo />
        <b>Alongside</b>
        <span className="status busy" data-status="connecting">
          <i className="spinner" />
          <span className="what">Opening…</span>
        </span>
        <span className="home-people people-panel">
          <span className="avatars">
            <i className="avatar coming" />
          </span>
          <span className="bell-place" />
          <span className="icon-button" />
        </span>
      </div>
      <div className="home-main" aria-hidden="true">
        <div className="home-rooms">
          <div className="home-head">
            <b className="h1">Rooms</b>
            <span className="new-rooms">
              {PAGES.map((page) => (
                <span key={page} className="new-room panel">
                  {icons[page]}
                  New {PAGE_WORDS[page].thing}
                </span>
              ))}
            </span>
          </div>
          <EmptyHome />
        </div>
        <div className="home-news panel" />
      </div>
    </div>
  );
}
