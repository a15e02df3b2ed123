import type { Post } from "@alongside/client/feeds";
import { UserAvatar } from "../ui/faces.tsx";
import { memo, useState } from "react";
import { nameIn, useChat } from "./chat-context.ts";
import { EditPost } from "./edit-post.tsx";
import { Icon } from "./icon.tsx";
import { Picker, Reactions } from "./reactions.tsx";
import { Files, SaidText } from "./said-text.tsx";
import { tried } from "./tried.ts";

export interface PostItemProps {
  readonly post: Post<unknown>;
  /** Whether it goes on from the one above: then who wrote it is not said again. */
  readonly isMore: boolean;
  /** Whether somebody looks at it: then there is what can be done with it. */
  readonly isActive: boolean;
  readonly isEditing: boolean;
  /** Whether it answers another one: then it is the begin of no thread. */
  readonly isReply: boolean;
  readonly edit: (id: string | undefined) => void;
}

/** One post. */
export const PostItem = memo(function PostItem(props: PostItemProps) {
  const { post, isMore, isActive, isEditing, edit } = props;
  const chat = useChat();
  const { words } = chat;
  const name = nameIn(chat, post.by, post.name);
  const user = chat.userOf(post.by) ?? { id: post.by, name, color: "#78716c" };
  const at = new Date(post.at);
  return (
    <article
      className="alongside-post"
      aria-label={`${name}, ${words.timeOf(at)}`}
      data-post={post.id}
      data-state={post.state}
      data-more={isMore}
      tabIndex={-1}
    >
      <div className="alongside-post-face" aria-hidden="true">
        {!isMore && <UserAvatar user={user} isDecoration />}
      </div>
      <div className="alongside-post-body">
        {!isMore && (
          <p className="alongside-post-head">
            <b>{name}</b> <time dateTime={at.toISOString()}>{words.timeOf(at)}</time>
            {post.pinned && <span className="alongside-post-note">· {words.pinned}</span>}
          </p>
        )}
        {post.deleted ? (
          <p className="alongside-post-gone">{words.deleted}</p>
        ) : isEditing ? (
          <EditPost post={post} onDone={() => edit(undefined)} />
        ) : (
          <>
            <SaidText post={post} />
            {post.edited !== undefined && (
              <span className="alongside-post-note">({words.edited})</span>
            )}
            {post.body !== undefined && <Files files={chat.bodies.filesOf(post.body)} />}
          </>
        )}
        {post.state === "pending" && <span className="alongside-post-note">{words.pending}</span>}
        {post.refusal && <Refusal refusal={post.refusal} />}
        <Reactions post={post} />
        {!props.isReply && post.replies.count > 0 && chat.openThread && (
          <button
            type="button"
            className="alongside-replies"
            onClick={() => chat.openThread?.(post.id)}
          >
            {words.repliesOf(post.replies.count)}
            {post.resolved && ` · ${words.resolved}`}
          </button>
        )}
      </div>
      {isActive && !isEditing && post.state !== "refused" && !post.deleted && (
        <Actions {...props} />
      )}
    </article>
  );
});

function Refusal({ refusal }: { readonly refusal: NonNullable<Post<unknown>["refusal"]> }) {
  const { words } = useChat();
  return (
    <p className="alongside-refusal">
      {words.refused(refusal.message)}{" "}
      <button type="button" onClick={() => refusal.retry()}>
        {words.retry}
      </button>{" "}
      <button type="button" onClick={() => refusal.discard()}>
        {words.discard}
      </button>
    </p>
  );
}

/** What can be done with a post. */
function Actions({ post, isReply, edit }: PostItemProps) {
  const { words, feed, me, mayModerate, openThread } = useChat();
  const [isSure, setIsSure] = useState(false);
  const isMine = me !== undefined && post.by === me;
  const pin = post.pinned ? words.unpin : words.pin;
  return (
    <div className="alongside-post-actions" role="group" aria-label={words.messages}>
      <Picker post={post} />
      {!isReply && openThread && (
        <button
          type="button"
          aria-label={words.reply}
          title={words.reply}
          onClick={() => openThread(post.id)}
        >
          <Icon name="reply" />
        </button>
      )}
      <button
        type="button"
        aria-label={pin}
        title={pin}
        aria-pressed={post.pinned !== undefined}
        onClick={() => tried(() => feed?.pin(post.id, post.pinned === undefined))}
      >
        <Icon name="pin" />
      </button>
      {isMine && (
        <button
          type="button"
          aria-label={words.edit}
          title={words.edit}
          onClick={() => edit(post.id)}
        >
          <Icon name="edit" />
        </button>
      )}
      {(isMine || mayModerate) && (
        <button
          type="button"
          className={isSure ? "alongside-sure" : undefined}
          aria-label={isSure ? words.deleteNow : words.delete}
          title={words.delete}
          onBlur={() => setIsSure(false)}
          onClick={() => {
            if (isSure) tried(() => feed?.delete(post.id));
            setIsSure(!isSure);
          }}
        >
          {isSure ? words.deleteNow : <Icon name="delete" />}
        </button>
      )}
    </div>
  );
}
