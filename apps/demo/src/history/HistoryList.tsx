import { useId, useState } from "react";
import type { Participant } from "@alongside/client";
import type { HistoryTools } from "@alongside/react/history";
import { historyWords, type ShownPerson } from "@alongside/ui";
import { pastColor } from "./past-color.ts";

interface HistoryListProps {
  readonly history: Pick<HistoryTools<never>, "track" | "groups" | "earlier">;
  readonly people: readonly Participant[];
  readonly seq: number | undefined;
  readonly onSeek: (seq: number | undefined) => void;
}

/** Groups that are listed at first: nobody reads more of them. */
const MOST = 200;

/** What was done, by person and time, newest first, with the moments that have names. */
export function HistoryList({ history, people, seq, onSeek }: HistoryListProps) {
  const { track, groups, earlier } = history;
  const rows = groups.slice(-MOST).toReversed();
  const [now] = useState(() => new Date());
  // Where there is no room beside the player, it lies over the page and is opened by a button.
  const [isOpen, setOpen] = useState(false);
  const list = useId();
  const go = (to: number | undefined): void => {
    setOpen(false);
    onSeek(to);
    // The button that had the focus is gone; the player's keys go on from here.
    if (isOpen) document.querySelector<HTMLElement>(".alongside-player")?.focus();
  };
  return (
    <>
      <button
        type="button"
        className="history-list-toggle panel"
        aria-expanded={isOpen}
        aria-controls={list}
        onClick={() => setOpen(!isOpen)}
      >
        Changes
      </button>
      <nav id={list} className="history-list panel" aria-label="Changes" data-open={isOpen}>
        <ul>
          {track.versions.toReversed().map(({ name, seq: of }, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- a moment may have several names
            <li key={i}>
              <button type="button" aria-current={seq === of} onClick={() => go(of)}>
                <span className="flag" aria-hidden="true">
                  ⚑
                </span>
                <bdi>{name}</bdi>
              </button>
            </li>
          ))}
          {rows.map(({ by, to, changes }) => {
            const last = changes.at(-1)?.seq;
            const isShown = changes.some((change) => change.seq === seq);
            const person: ShownPerson | undefined = people.find(({ user }) => user.id === by?.id);
            return (
              <li key={changes[0]?.seq}>
                <button type="button" aria-current={isShown} onClick={() => go(last)}>
                  <span
                    className="dot"
                    style={{ background: pastColor(by?.id, people) }}
                    aria-hidden="true"
                  />
                  <span className="who">
                    <bdi>{person?.user.name ?? by?.name ?? historyWords.somebody}</bdi>
                    <span className="soft">
                      {changes.length === 1 ? changes[0]?.words : `${changes.length} changes`}
                    </span>
                  </span>
                  <time dateTime={to.toISOString()}>{historyWords.momentOf(to, now)}</time>
                </button>
              </li>
            );
          })}
        </ul>
        {track.hasEarlier && (
          <button type="button" disabled={track.isBusy} onClick={() => void earlier()}>
            {historyWords.earlierChanges}
          </button>
        )}
      </nav>
    </>
  );
}
