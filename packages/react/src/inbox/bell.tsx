import type { AlertOptions, BadgeOptions } from "@alongside/client/alerts";
import { placeBelow } from "@alongside/ui";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Icon } from "./icon.tsx";
import { Panel } from "./inbox.tsx";
import { type InboxProps, titleIn } from "./inbox-context.ts";
import { useAlerts, useBadge } from "./use-alerts.ts";
import { useArrivals } from "./use-arrivals.ts";
import { useInbox, useNotifications } from "./use-notifications.ts";
import { inboxWords } from "./words.ts";

/** Props of {@link Bell}. */
export interface BellProps extends InboxProps {
  /** Where else it is shown how much is unseen: the page's title, its icon, the app's icon. @default Everywhere. */
  readonly badge?: BadgeOptions | false | undefined;
  /**
   * Offers alerts of the system for what comes while nobody sees the page, and shows them; nobody is asked before they press. `pushKey` is the
   * server's public key for Web Push, for a page whose service worker calls `answerPushes`.
   * @default Offered, without Web Push.
   */
  readonly alerts?: Pick<AlertOptions, "icon" | "pushKey"> | false | undefined;
}

/**
 * A bell that counts what was not seen, and opens the inbox below it, on a phone over the whole page: `<Bell onOpen={go} />`. What is opened is
 * seen. It needs `@alongside/ui/styles.css` and `@alongside/ui/inbox.css`.
 */
export function Bell({ badge = {}, alerts = {}, ...props }: BellProps) {
  const { userOf, onOpen } = props;
  const inbox = useInbox();
  const notifications = useNotifications();
  const words = useMemo(() => ({ ...inboxWords, ...props.words }), [props.words]);
  const said = useArrivals(notifications, words, userOf);
  useBadge(inbox, badge);
  const alertTools = useAlerts(
    inbox,
    {
      ...alerts,
      onOpen,
      titleOf: (item) => titleIn({ words, userOf }, item),
      manyOf: (count) => words.said(count, ""),
    },
    alerts !== false,
  );
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
    // It has a size once it is shown: it is placed then, before it is painted, and as it grows.
    const sizes = new ResizeObserver(place);
    if (panel.current) sizes.observe(panel.current);
    window.addEventListener("resize", place);
    return () => {
      sizes.disconnect();
      window.removeEventListener("resize", place);
    };
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
          <Panel
            {...props}
            alerts={alertTools}
            titleId={`${id}title`}
            close={() => panel.current?.hidePopover()}
          />
        )}
      </div>
      <span className="alongside-said" role="status">
        {said}
      </span>
    </span>
  );
}
