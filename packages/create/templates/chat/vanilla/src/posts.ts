import type { Room } from "@alongside/client";
import { feedOf, type FeedView, type Post } from "@alongside/client/feeds";
import type { BodyOf } from "@alongside/core";
import type { Talk } from "../rooms/talk.ts";
import { inbox } from "./bell.ts";
import { element } from "./element.ts";

type Body = BodyOf<(typeof Talk)["feeds"]["chat"]>;
type TalkPost = Post<Body>;

/** What was said, or the answers to one post of it, and a line to say something in. */
export function posts(room: Room<typeof Talk>): HTMLElement[] {
  const feed = feedOf(room, "chat");
  const log = element("ol", { className: "posts" });
  const earlier = element("button", { type: "button", textContent: "Earlier" });
  const field = element("textarea", {
    ariaLabel: "Message",
    placeholder: "Say something",
    rows: 1,
  });
  const back = element("button", { type: "button", textContent: "Back", hidden: true });
  const form = element("form", { className: "say" }, back, field);
  /** The post whose answers are shown. */
  let root: string | undefined;
  let view: FeedView<Body> = feed;
  let stop = view.subscribe(show);

  /** Shows the answers to a post, or everything. */
  function open(id?: string): void {
    stop();
    root = id;
    view = id === undefined ? feed : feed.thread(id);
    back.hidden = id === undefined;
    stop = view.subscribe(show);
    show();
    field.focus();
  }

  function shown(post: TalkPost): HTMLElement {
    const { id, at, body, state, refusal, reactions, replies } = post;
    const likes = reactions.find(({ emoji }) => emoji === "👍");
    const like = element("button", { type: "button" });
    like.textContent = `👍${likes ? ` ${likes.users.length}` : ""}`;
    like.addEventListener("click", () => feed.react(id, "👍", likes?.isMine !== true));
    const count = replies.count > 0 ? ` ${replies.count}` : "";
    const reply = element("button", { type: "button", textContent: `Answer${count}` });
    reply.addEventListener("click", () => open(id));
    const item = element(
      "li",
      { className: post.to === undefined ? "post" : "post answer" },
      element("b", { textContent: nameOf(post) }),
      element("time", { textContent: new Date(at).toLocaleTimeString([], { timeStyle: "short" }) }),
      element("p", { textContent: body?.text ?? "Deleted", dir: "auto" }),
    );
    item.dataset["state"] = state;
    if (state === "sent" && body !== undefined) item.append(like);
    if (state === "sent" && root === undefined) item.append(reply);
    if (refusal !== undefined) {
      const retry = element("button", { type: "button", textContent: "Try again" });
      retry.addEventListener("click", () => refusal.retry());
      const discard = element("button", { type: "button", textContent: "Dismiss" });
      discard.addEventListener("click", () => refusal.discard());
      item.append(element("em", { textContent: refusal.message }), retry, discard);
    }
    return item;
  }

  function show(): void {
    field.disabled = room.get() === undefined;
    const { posts: all, hasEarlier } = view.get();
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    log.replaceChildren(...(hasEarlier ? [earlier] : []), ...all.map(shown));
    if (isAtEnd) log.scrollTop = log.scrollHeight;
    const last = all.findLast(({ seq }) => seq !== undefined)?.seq;
    if (last !== undefined && isAtEnd && document.hasFocus()) {
      const thread = root === undefined ? {} : { thread: root };
      inbox.look(room, { feed: "chat", seq: last, ...thread });
    }
  }

  earlier.addEventListener("click", () => void view.earlier());
  back.addEventListener("click", () => open());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "") return;
    feed.post({ text }, root === undefined ? {} : { to: root });
    field.value = "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  show();
  return [log, form];
}

function nameOf({ name }: TalkPost): string {
  return name ?? "Somebody";
}
