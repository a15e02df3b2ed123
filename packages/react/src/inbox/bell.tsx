import { placeBelow } from "@alongside/ui";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import { Panel } from "./inbox.tsx";
import type { InboxProps } from "./inbox-context.ts";
import { useArrivals } from "./use-arrivals.ts";
import { useNotifications } from "./use-notifications.ts";
import { inboxWords } from "./words.ts";

/** Props of {@link Bell}. */
export type BellProps = InboxProps;

/**
 * A bell that counts what was not seen, and opens the inbox below it, on a phone over the whole page: `<Bell onOpen={go} />`. What is opened is
 * seen. It needs `@alongside/ui/styles.css` and `@alongside/ui/inbox.css`.
 */
export function Bell(props: BellProps) {
  const notifications = useNotifications();
  const words = useMemo(() => ({ ...inboxWords, ...props.words }), [props.words]);
  const said = useArrivals(notifications, words, props.userOf);
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const { unseen } = notifications;

  useEffect(() => {
    if (!isOpen) return undefined;
    const place = (): void => {
      if (panel.current && button.current) placeBelow(panel.current, button.current);
    };
    place();
    window.addEventListener("resize", place);
    return () => window.removeEventListener("resize", place);
  }, [isOpen]);

  return (
    <span className="alongside-bell-holder">
      <button
        ref={button}
        type="button"
        className="alongside-bell"
        aria-label={words.bell(unseen)}
        title={words.bell(unseen)}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        popoverTarget={id}
      >
        <Icon name="bell" />
        {unseen > 0 && (
          <span className="alongside-bell-count" aria-hidden="true">
            {words.count(unseen)}
          </span>
        )}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-labelledby={`${id}title`}
        tabIndex={-1}
        className="alongside-inbox alongside-bell-panel"
        // Menus in it open and close too.
        onBeforeToggle={({ newState, target, currentTarget }) => {
          if (target === currentTarget && newState === "open") setIsOpen(true);
        }}
        // Not before: what has the focus has to be there until the browser gives it back to the bell.
        onToggle={({ newState, target, currentTarget }) => {
          if (target !== currentTarget) return;
          if (newState === "open") currentTarget.focus();
          else setIsOpen(false);
        }}
        onKeyDown={(event) => {
          // From the panel itself into the list.
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          panel.current
            ?.querySelector<HTMLElement>("[data-current=true] .alongside-inbox-open")
            ?.focus();
        }}
      >
        {isOpen && (
          <Panel {...props} titleId={`${id}title`} close={() => panel.current?.hidePopover()} />
        )}
      </div>
      <span className="alongside-said" role="status">
        {said}
      </span>
    </span>
  );
}
