import type { PageName } from "../address.ts";

/** What a page looks like while its scripts are on their way: its bars and what one works on, empty. Also in the HTML that is built. */
export function Skeleton({ page }: { readonly page: PageName }) {
  return (
    <main className={`page skeleton of-${page}`} aria-busy="true">
      <div className="panel work" />
      <div className="top-bar">
        <div className="panel room-panel">
          <i className="line wide" />
          <i className="line" />
        </div>
        <div className="panel people-panel">
          <i className="line" />
        </div>
      </div>
      <div className="panel bar" />
    </main>
  );
}
