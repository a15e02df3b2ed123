import type { ReactNode } from "react";
import { goTo, hrefOf } from "./address.ts";
import type { Address } from "./address.ts";

interface PageLinkProps {
  readonly to: Address;
  readonly isCurrent: boolean;
  readonly children: ReactNode;
  readonly onFollow?: () => void;
}

/** A link to another page, followed without loading everything anew; with a modifier it is the browser's own. */
export function PageLink({ to, isCurrent, children, onFollow }: PageLinkProps) {
  return (
    <a
      href={hrefOf(to)}
      aria-current={isCurrent ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        goTo(to);
        onFollow?.();
      }}
    >
      {children}
    </a>
  );
}
