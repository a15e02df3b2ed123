import type { Notification } from "@alongside/client/inbox";
import { placeBelow } from "@alongside/ui";
import { useRef } from "react";
import { Icon, type InboxIcon } from "./icon.tsx";
import { usePanel } from "./inbox-context.ts";
import { moveFocus } from "./keys.ts";
import { snoozesFrom } from "./times.ts";

interface ItemMenuProps {
  readonly id: string;
  readonly item: Notification | undefined;
  /** The button that opened it. */
  readonly by: HTMLElement | undefined;
  readonly archive: (item: Notification) => void;
  /** Does something that takes the item off the list. */
  readonly leave: (item: Notification, act: () => void) => void;
}

/** What else can be done with an item: one menu for the whole list, over the page. */
export function ItemMenu({ id, item, by, ...acts }: ItemMenuProps) {
  const { words } = usePanel();
  const menu = useRef<HTMLDivElement>(null);
  const before = useRef<Element>(null);
  return (
    <div
      ref={menu}
      id={id}
      popover="auto"
      role="menu"
      aria-label={words.more}
      className="alongside-inbox-menu"
      // Of popovers in others, browsers give no focus back.
      onBeforeToggle={({ newState, currentTarget }) => {
        const { activeElement } = document;
        if (newState === "open") before.current = activeElement;
        else if (currentTarget.contains(activeElement) && before.current instanceof HTMLElement)
          before.current.focus();
      }}
      onToggle={({ newState, currentTarget }) => {
        if (newState !== "open") return;
        if (by) placeBelow(currentTarget, by);
        currentTarget.querySelector("button")?.focus();
      }}
      onKeyDown={(event) => {
        const { currentTarget } = event;
        moveFocus(
          currentTarget,
          event,
          Array.from(currentTarget.querySelectorAll("button")),
          "block",
        );
      }}
      onClick={() => menu.current?.hidePopover()}
    >
      {item && <Entries item={item} {...acts} />}
    </div>
  );
}

function Entries({
  item,
  leave,
  archive,
}: Pick<ItemMenuProps, "leave" | "archive"> & { readonly item: Notification }) {
  const { words, inbox, now, done, muted, aboutOf } = usePanel();
  const { key, kind, subject, place, read } = item;
  const snoozes = snoozesFrom(now);
  const mutes = [[`kind ${kind}`, words.kindOf(kind)]];
  if (place !== null) {
    // An item about a post has the room and the first post of its thread for a subject.
    mutes.unshift([`subject ${subject}`, words.thisThread]);
    mutes.push([`room ${place.room}`, aboutOf?.(item) ?? place.room]);
  }

  function snooze(until: Date): void {
    leave(item, () => inbox.snooze(key, until));
    done(words.snoozedUntil(words.timeOf(until, now)), () => inbox.snooze(key));
  }

  return (
    <>
      {read > 0 ? (
        <Entry
          icon="unread"
          label={words.unread}
          onClick={() => leave(item, () => inbox.unread(key))}
        />
      ) : (
        <Entry
          icon="readAll"
          label={words.read}
          onClick={() => leave(item, () => inbox.read(key))}
        />
      )}
      {item.snoozed > now.getTime() && (
        <Entry
          icon="inbox"
          label={words.wake}
          onClick={() => leave(item, () => inbox.snooze(key))}
        />
      )}
      <Entry
        icon={item.archived > 0 ? "inbox" : "archive"}
        label={item.archived > 0 ? words.unarchive : words.archive}
        onClick={() => archive(item)}
      />
      <p className="alongside-inbox-menu-head" role="presentation">
        {words.snooze}
      </p>
      {(["hour", "tomorrow", "week"] as const).map((name) => (
        <Entry
          key={name}
          icon="clock"
          label={words.snoozes[name]}
          note={words.timeOf(snoozes[name], now)}
          onClick={() => snooze(snoozes[name])}
        />
      ))}
      <hr />
      {mutes.map(([what = "", called = ""]) => {
        const isMuted = muted.includes(what);
        return (
          <Entry
            key={what}
            icon={isMuted ? "bell" : "mute"}
            label={isMuted ? words.unmute(called) : words.mute(called)}
            onClick={() => {
              inbox.mute(what, !isMuted);
              if (!isMuted) done(words.muted(called), () => inbox.mute(what, false));
            }}
          />
        );
      })}
    </>
  );
}

function Entry(props: {
  readonly icon: InboxIcon;
  readonly label: string;
  readonly note?: string;
  readonly onClick: () => void;
}) {
  const { icon, label, note, onClick } = props;
  return (
    <button
      type="button"
      className="alongside-inbox-entry"
      role="menuitem"
      tabIndex={-1}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{label}</span>
      {note !== undefined && <span className="alongside-inbox-menu-note">{note}</span>}
    </button>
  );
}
