import type { FeedState, Post } from "@alongside/client/feeds";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useChat } from "./chat-context.ts";
import { PostItem } from "./post-item.tsx";
import { type Row, rowsOf } from "./rows.ts";
import { useAnnounced } from "./use-announced.ts";

export interface PostListProps {
  readonly state: FeedState<unknown>;
  readonly earlier: () => Promise<void>;
  readonly label: string;
  readonly isReply?: boolean;
  /** The last entry that was read before: the line stands behind it. */
  readonly readUpTo?: number | undefined;
  /** All up to an entry were seen. */
  readonly onRead?: ((seq: number) => void) | undefined;
  readonly editing: string | undefined;
  readonly edit: (id: string | undefined) => void;
}

/** So close to the end, in pixels, one is at it. */
const AT_END = 24;
/** So many rows before the first one earlier ones are asked for. */
const AHEAD = 12;
const ROW = 44;

/** Posts in an element that scrolls; only those that are near what is seen are on the page. */
export function PostList(props: PostListProps) {
  const { state, earlier, label, isReply = false, onRead, editing, edit } = props;
  const { words, me } = useChat();
  const scroller = useRef<HTMLDivElement>(null);
  // Where it stood as the list was opened: it does not run away while it is read.
  const [readUpTo] = useState(props.readUpTo);
  const { posts } = state;
  const rows = useMemo(() => rowsOf(posts, { readUpTo, me }), [posts, readUpTo, me]);
  const [active, setActive] = useState<string>();
  const kept = editing ?? active;
  const keptAt = useMemo(
    () => (kept === undefined ? -1 : rows.findLastIndex(({ key }) => key === kept)),
    [rows, kept],
  );
  // oxlint-disable-next-line react/incompatible-library -- what it returns is not kept in a memo
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: useCallback((at: number) => rows[at]?.key ?? at, [rows]),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: AT_END,
    overscan: 6,
    directDomUpdates: true,
    useFlushSync: false,
    // What has the focus stays on the page.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(count - 1, endIndex + overscan);
      const shown = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      if (keptAt === -1 || keptAt >= count || (keptAt >= from && keptAt <= to)) return shown;
      return keptAt < from ? [keptAt, ...shown] : [...shown, keptAt];
    },
  });
  const isAtEnd = useAtEnd(list, scroller);
  const items = list.getVirtualItems();
  const first = list.range?.startIndex ?? 0;
  const { hasEarlier, isBusy, name } = state;
  useEffect(() => {
    if (name === "ready" && hasEarlier && !isBusy && first < AHEAD && rows.length > 0)
      void earlier();
  }, [name, hasEarlier, isBusy, first, earlier, rows.length]);

  const unreadAt = useMemo(() => rows.findIndex(({ kind }) => kind === "unread"), [rows]);
  useOpening(list, rows.length > 0 && name === "ready");
  const fresh = useFresh(posts, me, isAtEnd, onRead);
  useOwn(posts, () => list.scrollToEnd());
  const announced = useAnnounced(posts, name === "ready");

  const isAbove = unreadAt !== -1 && unreadAt < first;
  return (
    <div className="alongside-posts">
      {isAbove && (
        <button
          type="button"
          className="alongside-pill"
          data-side="start"
          onClick={() => list.scrollToIndex(unreadAt, { align: "start" })}
        >
          ↑ {words.toUnread}
        </button>
      )}
      <div
        ref={scroller}
        className="alongside-log"
        role="log"
        aria-label={label}
        // What comes is read out together, below.
        aria-live="off"
        aria-busy={isBusy}
        tabIndex={0}
        onKeyDown={(event) => step(event)}
        onPointerOver={({ target, pointerType }) =>
          pointerType === "mouse" && setActive(postAt(target))
        }
        onPointerLeave={({ currentTarget }) =>
          currentTarget.contains(document.activeElement) || setActive(undefined)
        }
        onClick={({ target }) => setActive(postAt(target))}
        onFocus={({ target }) => setActive((before) => postAt(target) ?? before)}
      >
        {posts.length === 0 && (
          <p className="alongside-posts-none">
            {name === "loading"
              ? words.loading
              : name === "failed"
                ? state.why?.message
                : isReply
                  ? words.noReplies
                  : words.nothing}
          </p>
        )}
        <div ref={list.containerRef} className="alongside-rows">
          {items.map(({ key, index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={key}
                ref={list.measureElement}
                data-index={index}
                className="alongside-post-row"
              >
                <RowShown
                  row={row}
                  isActive={row.key === active}
                  isEditing={row.key === editing}
                  isReply={isReply}
                  edit={edit}
                />
              </div>
            );
          })}
        </div>
      </div>
      {!isAtEnd && rows.length > 0 && (
        <button
          type="button"
          className="alongside-pill"
          data-side="end"
          onClick={() => list.scrollToEnd()}
        >
          ↓ {fresh > 0 ? words.newPosts(fresh) : words.toEnd}
        </button>
      )}
      <p className="alongside-said" role="status">
        {announced}
      </p>
    </div>
  );
}

interface RowShownProps {
  readonly row: Row<unknown>;
  readonly isActive: boolean;
  readonly isEditing: boolean;
  readonly isReply: boolean;
  readonly edit: (id: string | undefined) => void;
}

function RowShown({ row, ...rest }: RowShownProps) {
  const { words } = useChat();
  if (row.kind === "day")
    return (
      <p className="alongside-day">
        <span>{words.dayOf(new Date(row.at))}</span>
      </p>
    );
  if (row.kind === "unread")
    return (
      <p className="alongside-unread">
        <span>{words.unread}</span>
      </p>
    );
  return <PostItem {...rest} post={row.post} isMore={row.isMore} />;
}

type List = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>;

function scrollsOf(scroller: React.RefObject<HTMLDivElement | null>) {
  return (look: () => void): (() => void) => {
    const element = scroller.current;
    element?.addEventListener("scroll", look, { passive: true });
    return () => element?.removeEventListener("scroll", look);
  };
}

/** Whether the end is seen. */
function useAtEnd(list: List, scroller: React.RefObject<HTMLDivElement | null>): boolean {
  const subscribe = useMemo(() => scrollsOf(scroller), [scroller]);
  return useSyncExternalStore(
    subscribe,
    () => list.scrollElement === null || list.isAtEnd(AT_END),
    () => true,
  );
}

/** Opens at the end. */
function useOpening(list: List, isReady: boolean): void {
  const isOpened = useRef(false);
  useLayoutEffect(() => {
    if (!isReady || isOpened.current) return;
    isOpened.current = true;
    list.scrollToEnd();
  }, [list, isReady]);
}

/** How many of others came since the end was seen. Tells of what was seen, too, while the page is. */
function useFresh(
  posts: readonly Post<unknown>[],
  me: string | undefined,
  isAtEnd: boolean,
  onRead: ((seq: number) => void) | undefined,
): number {
  const last = useMemo(() => posts.findLast(({ seq }) => seq !== undefined)?.seq, [posts]);
  const [seen, setSeen] = useState(last);
  if (isAtEnd && seen !== last) setSeen(last);
  useEffect(() => {
    if (!isAtEnd || last === undefined || onRead === undefined) return undefined;
    const tell = (): void => {
      if (document.visibilityState !== "hidden") onRead(last);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [isAtEnd, last, onRead]);
  return useMemo(() => {
    if (seen === undefined) return 0;
    let count = 0;
    for (let i = posts.length - 1; i >= 0; i--) {
      const { seq, by } = posts[i] as Post<unknown>;
      if (seq !== undefined && seq <= seen) break;
      if (seq !== undefined && by !== me) count += 1;
    }
    return count;
  }, [posts, seen, me]);
}

/** Calls back when this page posts. */
function useOwn(posts: readonly Post<unknown>[], onOwn: () => void): void {
  const last = posts.at(-1);
  const own = last?.state === "pending" ? last.id : undefined;
  const call = useRef(onOwn);
  useEffect(() => {
    call.current = onOwn;
  });
  useEffect(() => {
    if (own !== undefined) call.current();
  }, [own]);
}

/** The id of the post that something stands in. */
function postAt(target: EventTarget): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>("[data-post]")?.dataset["post"];
}

/** The arrows go from post to post. */
function step(event: React.KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget } = event;
  if (key !== "ArrowUp" && key !== "ArrowDown") return;
  if (target instanceof HTMLTextAreaElement) return;
  const posts = [...currentTarget.querySelectorAll<HTMLElement>("[data-post]")];
  const at = posts.findIndex((post) => post.contains(target as Node));
  const next =
    at === -1 ? posts.at(key === "ArrowUp" ? -1 : 0) : posts[at + (key === "ArrowUp" ? -1 : 1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
