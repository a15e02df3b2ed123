import { useState } from "react";
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
  return (
    <nav className="history-list panel" aria-label="Changes">
      <ul>
        {track.versions.toReversed().map(({ name, seq: of }, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- a moment may have several names
          <li key={i}>
            <button type="button" aria-current={seq === of} onClick={() => onSeek(of)}>
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
              <button type="button" aria-current={isShown} onClick={() => onSeek(last)}>
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
  );
}
