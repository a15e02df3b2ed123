import type { Notification } from "@alongside/client/inbox";
import { type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { HeadButton } from "./head-button.tsx";
import { Icon } from "./icon.tsx";
import { type InboxProps, PanelContext, type PanelTools, usePanel } from "./inbox-context.ts";
import { ItemList } from "./item-list.tsx";
import { moveFocus } from "./keys.ts";
import { Settings } from "./settings.tsx";
import type { AlertTools } from "./use-alerts.ts";
import { useNow, useSeen } from "./use-looked-at.ts";
import { useNotifications } from "./use-notifications.ts";
import { type InboxWords, inboxWords } from "./words.ts";

type Tab = keyof InboxWords["tabs"];

/** So long something can be taken back that was done, in ms. It is in the archive or among the snoozed after that too. */
const UNDO_MS = 10_000;

const INBOX = ["inbox"] as const;
const INBOX_AND_PUSH = ["inbox", "push"] as const;

interface PanelProps extends InboxProps {
  /** The id of its title. */
  readonly titleId?: string | undefined;
  readonly alerts?: AlertTools | undefined;
  /** Closes what it is in. */
  readonly close?: (() => void) | undefined;
}

/**
 * What the user is notified of, in place: `<Inbox onOpen={go} />`, in an element that has a height. What is shown is seen. It needs
 * `@alongside/ui/styles.css` and `@alongside/ui/inbox.css`.
 */
export function Inbox(props: InboxProps) {
  const titleId = useId();
  return (
    <section className="alongside-inbox" aria-labelledby={titleId}>
      <Panel {...props} titleId={titleId} />
    </section>
  );
}

/** What is in an inbox and what can be done with it, without a frame. */
export function Panel({ close, titleId, alerts, ...props }: PanelProps) {
  const { onOpen, userOf, aboutOf } = props;
  const channels = props.channels ?? (alerts === undefined ? INBOX : INBOX_AND_PUSH);
  const notifications = useNotifications();
  const { inbox, items, unseen } = notifications;
  const words = useMemo(() => ({ ...inboxWords, ...props.words }), [props.words]);
  const now = useNow(items);
  useSeen(unseen, inbox);
  const [last, done] = useUndo();
  const [view, setView] = useState<"list" | "settings" | "back">("list");
  const open = useCallback(
    (item: Notification) => {
      inbox.read(item.key);
      close?.();
      onOpen?.(item);
    },
    [inbox, close, onOpen],
  );
  const tools = useMemo<PanelTools>(
    () => ({ ...notifications, words, now, userOf, aboutOf, onOpen, done, open, channels }),
    [notifications, words, now, userOf, aboutOf, onOpen, done, open, channels],
  );
  return (
    <PanelContext value={tools}>
      {view === "settings" ? (
        <Settings titleId={titleId} alerts={alerts} back={() => setView("back")} />
      ) : (
        <>
          <Head
            titleId={titleId}
            close={close}
            set={() => setView("settings")}
            isBack={view === "back"}
          />
          <Tabs />
          {alerts?.state === "ask" && <AskForAlerts {...alerts} />}
        </>
      )}
      <p className="alongside-inbox-done" role="status">
        {last?.said}
        {last && (
          <button type="button" className="alongside-inbox-undo" onClick={last.undo}>
            {words.undo}
          </button>
        )}
      </p>
    </PanelContext>
  );
}

interface HeadProps extends Pick<PanelProps, "titleId" | "close"> {
  readonly set: () => void;
  /** Whether the settings were left just now. */
  readonly isBack: boolean;
}

function Head({ titleId, close, set, isBack }: HeadProps) {
  const { words, inbox, unread, name } = usePanel();
  return (
    <div className="alongside-inbox-head">
      <p id={titleId} className="alongside-inbox-title">
        {words.notifications}
      </p>
      <HeadButton
        icon="readAll"
        label={words.readAll}
        isOff={unread === 0}
        onClick={() => inbox.markAll("read")}
      />
      {name === "ready" && (
        <HeadButton icon="settings" label={words.settings} hasFocus={isBack} onClick={set} />
      )}
      {close && <HeadButton icon="close" label={words.close} onClick={close} />}
    </div>
  );
}

/** Offers alerts: the browser asks once that was wanted, and never before. */
function AskForAlerts({ isPushed, turnOn, turnOff }: AlertTools) {
  const { words } = usePanel();
  return (
    <div className="alongside-inbox-ask">
      <p>{words.offerAlerts(isPushed)}</p>
      <button type="button" className="alongside-inbox-undo" onClick={() => void turnOn()}>
        {words.turnOn}
      </button>
      <button type="button" className="alongside-inbox-later" onClick={turnOff}>
        {words.notNow}
      </button>
    </div>
  );
}

/** The tabs, and what is in the one that was chosen. */
function Tabs() {
  const { words, items, archived, snoozed, unread } = usePanel();
  const [chosen, setChosen] = useState<Tab>("inbox");
  const id = useId();
  const lists: Readonly<Record<Tab, readonly Notification[]>> = {
    inbox: items,
    unread: useMemo(() => items.filter(({ read }) => read === 0), [items]),
    archive: archived,
    snoozed,
  };
  // Where nothing is snoozed any more there is no such tab.
  const tab = chosen === "snoozed" && snoozed.length === 0 ? "inbox" : chosen;
  const tabs = (["inbox", "unread", "archive", "snoozed"] as const).filter(
    (name) => name !== "snoozed" || snoozed.length > 0,
  );
  const counts: Partial<Record<Tab, number>> = { unread, snoozed: snoozed.length };
  return (
    <>
      <div
        className="alongside-inbox-tabs"
        role="tablist"
        onKeyDown={(event) => {
          const list = event.currentTarget;
          const to = moveFocus(list, event, Array.from(list.querySelectorAll("button")), "inline");
          const name = to?.dataset["tab"];
          if (name !== undefined) setChosen(name as Tab);
        }}
      >
        {tabs.map((name) => (
          <button
            key={name}
            id={`${id}${name}`}
            type="button"
            role="tab"
            className="alongside-inbox-tab"
            data-tab={name}
            aria-selected={name === tab}
            aria-controls={`${id}list`}
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setChosen(name)}
          >
            {words.tabs[name]}
            {(counts[name] ?? 0) > 0 && (
              <span className="alongside-inbox-number">{counts[name]}</span>
            )}
          </button>
        ))}
      </div>
      <div
        id={`${id}list`}
        className="alongside-inbox-list"
        role="tabpanel"
        aria-labelledby={`${id}${tab}`}
        tabIndex={lists[tab].length === 0 ? 0 : -1}
      >
        {lists[tab].length === 0 ? (
          <Nothing tab={tab} />
        ) : (
          <ItemList key={tab} items={lists[tab]} />
        )}
      </div>
    </>
  );
}

function Nothing({ tab }: { readonly tab: Tab }): ReactNode {
  const { words, name, code } = usePanel();
  if (name === "loading") return <p className="alongside-inbox-none">{words.loading}</p>;
  if (name === "refused") return <p className="alongside-inbox-none">{words.refused(code)}</p>;
  return (
    <div className="alongside-inbox-none">
      <Icon name={tab === "archive" ? "archive" : tab === "snoozed" ? "clock" : "inbox"} />
      <p>{words.nothing[tab]}</p>
      {tab === "inbox" && <p>{words.nothingMore}</p>}
    </div>
  );
}

/** What was done last, for a while, and what notes that. */
function useUndo(): readonly [
  { readonly said: string; readonly undo: () => void } | undefined,
  PanelTools["done"],
] {
  const [last, setLast] = useState<{ readonly said: string; readonly undo: () => void }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const done = useCallback((said: string, undo: () => void) => {
    clearTimeout(timer.current);
    const clear = (): void => setLast(undefined);
    timer.current = setTimeout(clear, UNDO_MS);
    setLast({
      said,
      undo: () => {
        clear();
        undo();
      },
    });
  }, []);
  return [last, done];
}
