import type { Address } from "./address.ts";
import { icons } from "../ui/icons.tsx";
import { PageLink } from "./PageLink.tsx";
import { PAGE_WORDS, PAGES } from "./page-words.ts";

/** Board, document and code of one name, side by side. */
export function PageTabs({ address }: { readonly address: Address }) {
  return (
    <nav className="page-tabs on-wide" aria-label="Pages">
      {PAGES.map((page) => (
        <PageLink key={page} to={{ page, id: address.id }} isCurrent={page === address.page}>
          {icons[page]}
          <span>{PAGE_WORDS[page].tab}</span>
        </PageLink>
      ))}
    </nav>
  );
}
