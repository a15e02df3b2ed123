import type { FeedName } from "@alongside/client/feeds";
import type { RoomDefinition } from "@alongside/core";
import type { AnchorOption } from "@alongside/core";
import { useCallback, useMemo, useRef, useState } from "react";
import { usePost, useThread, useThreads } from "../feeds/use-feed.ts";
import { useReadable } from "../use-readable.ts";
import { ChatContext, nameIn, useChat } from "./chat-context.ts";
import { type ChatProps, useChatTools } from "./chat-props.ts";
import { ComposerField, type ComposerFieldProps } from "./composer-field.tsx";
import { Icon } from "./icon.tsx";
import { PostList, type PostListProps } from "./post-list.tsx";
import { PostItem } from "./post-item.tsx";
import { SaidText } from "./said-text.tsx";
import { tried } from "./tried.ts";

/** What is read and what not. */
type Reading = Pick<PostListProps, "readUpTo" | "onRead">;

/** Props of {@link Chat}. */
export type ChatViewProps<D extends RoomDefinition, F extends FeedName<D>> = ChatProps<D, F> &
  Reading & {
    /** Opens a thread elsewhere. @default It is shown in place of the list, with a way back. */
    readonly onThread?: ((id: string) => void) | undefined;
  };

/**
 * A feed to read and write in: `<Chat room={useRoom()} name="chat" />`, in an element that has a height. It needs `@alongside/ui/styles.css` and
 * `@alongside/ui/chat.css`. `readUpTo` is the last entry that was read before, of which `onRead` tells.
 */
export function Chat<D extends RoomDefinition, F extends FeedName<D>>(props: ChatViewProps<D, F>) {
  const { readUpTo, onRead, onThread } = props;
  const [thread, setThread] = useState<string>();
  const tools = useChatTools<D, F>(props, onThread ?? setThread);
  const close = useCallback(() => setThread(undefined), []);
  return (
    <ChatContext value={tools}>
      <section className="alongside-chat" aria-label={tools.words.messages}>
        {thread === undefined ? (
          <Messages readUpTo={readUpTo} onRead={onRead} />
        ) : (
          <ThreadShown id={thread} onClose={close} isBack />
        )}
      </section>
    </ChatContext>
  );
}

function Messages(reading: Reading) {
  const { feed, words } = useChat();
  const state = useReadable(feed ?? STILL, STATE);
  return (
    <Talk
      {...reading}
      state={state}
      earlier={feed?.earlier ?? STILL.earlier}
      label={words.messages}
    />
  );
}

/** Posts, and where one writes more. */
function Talk({
  composer,
  ...list
}: Omit<PostListProps, "editing" | "edit"> & { readonly composer?: ComposerFieldProps }) {
  const { me } = useChat();
  const [editing, setEditing] = useState<string>();
  const element = useRef<HTMLDivElement>(null);
  const edit = useCallback((id: string | undefined) => {
    setEditing(id);
    // Who has written goes on where one writes.
    if (id === undefined)
      element.current
        ?.querySelector<HTMLElement>(".alongside-composer textarea")
        ?.focus({ preventScroll: true });
  }, []);
  const { posts } = list.state;
  return (
    <div ref={element} className="alongside-talk">
      <PostList {...list} editing={editing} edit={edit} />
      <ComposerField
        {...composer}
        onUp={() => {
          const own = posts.findLast(
            ({ by, state, deleted }) => by === me && state === "sent" && deleted === undefined,
          );
          if (own) setEditing(own.id);
        }}
      />
    </div>
  );
}

/** Props of {@link Thread}. */
export type ThreadProps<D extends RoomDefinition, F extends FeedName<D>> = ChatProps<D, F> &
  Reading & {
    /** The post that begins it. */
    readonly id: string;
    /** With it there is a button that closes. */
    readonly onClose?: (() => void) | undefined;
  };

/** One thread: the post that begins it, its answers, and where one answers. */
export function Thread<D extends RoomDefinition, F extends FeedName<D>>(props: ThreadProps<D, F>) {
  const tools = useChatTools<D, F>(props);
  return (
    <ChatContext value={tools}>
      <section className="alongside-chat" aria-label={tools.words.replies}>
        <ThreadShown {...props} />
      </section>
    </ChatContext>
  );
}

function ThreadShown({
  id,
  onClose,
  isBack = false,
  ...reading
}: Reading & {
  readonly id: string;
  readonly onClose?: (() => void) | undefined;
  readonly isBack?: boolean;
}) {
  const { feed, words, aboutOf } = useChat();
  const root = usePost(feed, id);
  const { earlier, ...state } = useThread(feed, id);
  const [isEditing, setIsEditing] = useState(false);
  const [isActive, setIsActive] = useState(false);
  const edit = useCallback((one: string | undefined) => setIsEditing(one !== undefined), []);
  const isResolved = root?.resolved !== undefined;
  const about = root && aboutOf?.(root);
  const { readUpTo, onRead } = reading;
  return (
    <>
      <header className="alongside-thread-head">
        {onClose && isBack && (
          <button type="button" aria-label={words.back} onClick={onClose}>
            <Icon name="back" />
          </button>
        )}
        <span className="alongside-thread-about">
          {about ?? words.repliesOf(root?.replies.count ?? 0)}
        </span>
        {root?.state === "sent" && (
          <button
            type="button"
            aria-pressed={isResolved}
            onClick={() => tried(() => feed?.resolve(id, !isResolved))}
          >
            {isResolved ? words.reopen : words.resolve}
          </button>
        )}
        {onClose && !isBack && (
          <button type="button" aria-label={words.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </header>
      {root && (
        <div
          className="alongside-thread-root"
          onPointerEnter={() => setIsActive(true)}
          onPointerLeave={({ pointerType }) => pointerType === "mouse" && setIsActive(false)}
          onFocus={() => setIsActive(true)}
        >
          <PostItem
            post={root}
            isMore={false}
            isActive={isActive}
            isEditing={isEditing}
            isReply
            edit={edit}
          />
        </div>
      )}
      <Talk
        key={id}
        readUpTo={readUpTo}
        onRead={onRead}
        state={state}
        earlier={earlier}
        label={words.replies}
        isReply
        composer={{ to: id, isFocused: true }}
      />
    </>
  );
}

/** Props of {@link Threads}. `onOpen` is called with the id of the post that begins the thread. */
export type ThreadsProps<D extends RoomDefinition, F extends FeedName<D>> = ChatProps<D, F> & {
  /** Which threads. @default "threads" */
  readonly only?: Parameters<typeof useThreads>[1];
  readonly onOpen: (id: string) => void;
};

/** Threads of a feed, the newest last: what each begins with, and what came of it. A thread stays when what it is pinned to is gone. */
export function Threads<D extends RoomDefinition, F extends FeedName<D>>(
  props: ThreadsProps<D, F>,
) {
  const { only = "threads", onOpen } = props;
  const tools = useChatTools<D, F>(props, onOpen);
  const { posts, name, hasEarlier, isBusy, earlier } = useThreads(tools.feed, only);
  const { words, aboutOf } = tools;
  const newest = useMemo(() => posts.toReversed(), [posts]);
  return (
    <ChatContext value={tools}>
      <section className="alongside-threads" aria-label={words.threads}>
        {posts.length === 0 && (
          <p className="alongside-posts-none">
            {name === "loading" ? words.loading : words.noThreads}
          </p>
        )}
        <ul>
          {newest.map((post) => (
            <li key={post.id} data-resolved={post.resolved !== undefined}>
              <p className="alongside-post-head">
                <b>{nameIn(tools, post.by, post.name)}</b>{" "}
                <span className="alongside-post-note">{aboutOf?.(post)}</span>
              </p>
              {post.deleted ? (
                <p className="alongside-post-gone">{words.deleted}</p>
              ) : (
                <SaidText post={post} />
              )}
              <button type="button" className="alongside-replies" onClick={() => onOpen(post.id)}>
                {post.replies.count === 0 ? words.reply : words.repliesOf(post.replies.count)}
                {post.resolved && ` · ${words.resolved}`}
              </button>
            </li>
          ))}
        </ul>
        {hasEarlier && (
          <button
            type="button"
            className="alongside-replies"
            disabled={isBusy}
            onClick={() => void earlier()}
          >
            {words.showEarlier}
          </button>
        )}
      </section>
    </ChatContext>
  );
}

/**
 * Props of {@link Composer}. `to` is the post that is answered, `on` what a new thread is pinned to; `onPost` is called with the id of
 * what was posted.
 */
export type ComposerProps<D extends RoomDefinition, F extends FeedName<D>> = ChatProps<D, F> & {
  readonly to?: string | undefined;
  readonly on?: AnchorOption | undefined;
  readonly placeholder?: string | undefined;
  readonly isFocused?: boolean | undefined;
  readonly onPost?: ((id: string) => void) | undefined;
};

/** Where one writes, alone: for a thread that is to be pinned to something, say. `on` is what it is pinned to, `to` the post that is answered. */
export function Composer<D extends RoomDefinition, F extends FeedName<D>>(
  props: ComposerProps<D, F>,
) {
  const { to, on, placeholder, isFocused, onPost } = props;
  const tools = useChatTools<D, F>(props);
  return (
    <ChatContext value={tools}>
      <ComposerField {...{ to, on, placeholder, isFocused, onPost }} />
    </ChatContext>
  );
}

const STATE = {
  name: "loading",
  why: undefined,
  posts: [],
  hasEarlier: false,
  isBusy: false,
} as const;

const STILL = {
  get: () => STATE,
  subscribe: () => () => {},
  earlier: () => Promise.resolve(),
};
