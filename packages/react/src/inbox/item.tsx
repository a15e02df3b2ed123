import type { Notification } from "@alongside/client/inbox";
import { memo } from "react";
import { followed } from "../chat/pieces.ts";
import { UserAvatar } from "../ui/faces.tsx";
import { Icon, type InboxIcon } from "./icon.tsx";
import { titleIn, usePanel } from "./inbox-context.ts";

interface ItemProps {
  readonly item: Notification;
  readonly isCurrent: boolean;
  readonly menuId: string;
  readonly onFocus: (key: string) => void;
  readonly onMenu: (key: string, by: HTMLElement) => void;
  readonly archive: (item: Notification) => void;
}

/** One item: what happened, who did it and when. All of it is pressed to go there. */
export const Item = memo(function Item(props: ItemProps) {
  const { item, isCurrent, menuId, onFocus, onMenu, archive } = props;
  const { words } = usePanel();
  const tabIndex = isCurrent ? 0 : -1;
  const label = item.archived > 0 ? words.unarchive : words.archive;
  return (
    <li
      className="alongside-inbox-item"
      data-read={item.read > 0}
      data-priority={item.priority}
      data-current={isCurrent}
      onFocus={() => onFocus(item.key)}
    >
      <Face item={item} />
      <Opener item={item} tabIndex={tabIndex} />
      <span className="alongside-inbox-actions">
        <button
          type="button"
          className="alongside-inbox-button"
          tabIndex={tabIndex}
          aria-label={label}
          title={`${label} (E)`}
          onClick={() => archive(item)}
        >
          <Icon name={item.archived > 0 ? "inbox" : "archive"} />
        </button>
        <button
          type="button"
          className="alongside-inbox-button"
          tabIndex={tabIndex}
          aria-label={words.more}
          title={words.more}
          aria-haspopup="menu"
          popoverTarget={menuId}
          onClick={({ currentTarget }) => onMenu(item.key, currentTarget)}
        >
          <Icon name="more" />
        </button>
      </span>
    </li>
  );
});

/** A link where the app does not go by itself, and for who opens another tab. */
function Opener({ item, tabIndex }: { readonly item: Notification; readonly tabIndex: number }) {
  const { open, onOpen } = usePanel();
  const href = item.link === "" ? undefined : followed(item.link, document.baseURI);
  const shared = {
    className: "alongside-inbox-open",
    "data-key": item.key,
    "aria-keyshortcuts": "e u s",
    tabIndex,
    children: <Said item={item} />,
  };
  if (href === undefined) return <button type="button" {...shared} onClick={() => open(item)} />;
  return (
    <a
      {...shared}
      href={href}
      rel="noreferrer"
      onClick={(event) => {
        const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
        if (onOpen !== undefined && isPlain) event.preventDefault();
        open(item);
      }}
    />
  );
}

function Said({ item }: { readonly item: Notification }) {
  const tools = usePanel();
  const { words, now, aboutOf } = tools;
  const { at, body, count, priority, read, snoozed } = item;
  const about = aboutOf?.(item);
  return (
    <>
      {read === 0 && <span className="alongside-said">{words.tabs.unread}: </span>}
      <span className="alongside-inbox-words">
        <bdi>{titleIn(tools, item)}</bdi>
      </span>
      {body !== "" && (
        <span className="alongside-inbox-body">
          <bdi>{body}</bdi>
        </span>
      )}
      <span className="alongside-inbox-notes">
        {priority !== "normal" && (
          <span className="alongside-inbox-priority">{words.priorityOf(priority)}</span>
        )}
        {about !== undefined && <span className="alongside-inbox-about">{about}</span>}
        {snoozed > now.getTime() ? (
          <span>{words.snoozedUntil(words.timeOf(new Date(snoozed), now))}</span>
        ) : (
          <time dateTime={new Date(at).toISOString()}>{words.agoOf(new Date(at), now)}</time>
        )}
        {count > 1 && <span>{words.timesOf(count)}</span>}
      </span>
    </>
  );
}

const ICONS: Readonly<Record<string, InboxIcon>> = {
  mention: "mention",
  reply: "reply",
  post: "reply",
};

/** Who caused it, or what sort it is. */
function Face({ item: { by, kind } }: { readonly item: Notification }) {
  const { userOf } = usePanel();
  const user = by === "" ? undefined : userOf?.(by);
  return (
    <span className="alongside-inbox-face" aria-hidden="true">
      {user ? <UserAvatar user={user} isDecoration /> : <Icon name={ICONS[kind] ?? "bell"} />}
    </span>
  );
}
