import { type Clock, systemClock } from "@alongside/core/engine";
import type { FollowState } from "@alongside/client/follow";
import { element, paint } from "./element.ts";
import { type Given, listenTo, type Part, valueOf } from "./part.ts";
import { type ShownUser, shownName } from "./person.ts";
import { type PlaceWords, placeWords } from "./place-words.ts";
import { apart } from "./said.ts";

/** How long it is said that nobody is followed any more, in ms. */
const ENDED_MS = 4000;

/** Options of {@link followFrame}. */
export interface FollowFrameOptions {
  /** What `follow` of `@alongside/client/follow` returned, or `useFollow` of `@alongside/react`. */
  readonly follow: {
    readonly state: Given<FollowState>;
    readonly followers: Given<readonly { readonly user: ShownUser }[]>;
    readonly stop: () => void;
  };
  readonly avoid?: string | undefined;
  readonly words?: Partial<PlaceWords> | undefined;
  /** @default the machine's */
  readonly clock?: Clock | undefined;
}

/**
 * Shows whom this page follows by a frame in their colour around what `parent` shows, with a banner that says so and a button that ends
 * it, as Escape does; why it ended, for a while; and who follows this page. All of it is said to screen readers too.
 */
export function followFrame(
  parent: HTMLElement,
  options: FollowFrameOptions,
): Part<Pick<FollowFrameOptions, "follow" | "avoid" | "words">> {
  let now = options;
  const { follow, clock = systemClock } = options;
  const root = element("div", "follow");
  // They are there before anything is said in them, else nobody would hear the first.
  const said = element("div", "followed");
  const watched = element("div", "watched");
  for (const line of [said, watched]) line.setAttribute("role", "status");
  const stop = element("button", "stop");
  stop.type = "button";
  stop.title = "Esc";
  stop.addEventListener("click", follow.stop);
  const banner = element("div", "banner");
  banner.append(said, stop);
  root.append(banner, watched);
  parent.classList.add("alongside-host");
  parent.append(root);
  /** The state that is shown, and whether its end has been said for long enough. */
  let told: FollowState | undefined;
  let isOver = false;
  let cancel: (() => void) | undefined;

  const wordsNow = (): PlaceWords => ({ ...placeWords, ...now.words });

  /** Says an end for a while, once: what is rendered meanwhile says it no longer. */
  function takeState(): void {
    const state = valueOf(now.follow.state);
    if (state === told) return;
    told = state;
    isOver = false;
    cancel?.();
    cancel =
      state.name === "following" || state.ended === undefined
        ? undefined
        : clock.after(ENDED_MS, () => {
            isOver = true;
            showState();
          });
  }

  function showState(): void {
    takeState();
    const words = wordsNow();
    const state = valueOf(now.follow.state);
    const isFollowing = state.name === "following";
    const user = isFollowing ? state.user : isOver ? undefined : state.ended?.user;
    root.dataset["state"] = isFollowing ? "following" : user ? "ended" : "free";
    stop.textContent = words.stopFollowing;
    stop.hidden = !isFollowing;
    if (user === undefined) {
      said.textContent = "";
      return;
    }
    const name = apart(shownName(user.name));
    const text = isFollowing
      ? words.youFollow(name)
      : words.followEnded[state.ended?.why ?? "stopped"](name);
    if (said.textContent !== text) said.textContent = text;
    paint(root, user.color, now.avoid);
  }

  function showFollowers(): void {
    const names = valueOf(now.follow.followers).map(({ user }) => apart(shownName(user.name)));
    const text = names.length === 0 ? "" : wordsNow().followYou(names);
    if (watched.textContent !== text) watched.textContent = text;
  }

  function end(event: KeyboardEvent): void {
    // Something of the app's may have more use for it: a dialog, or an input method that is composing.
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (valueOf(now.follow.state).name === "following") follow.stop();
  }

  const stops = [listenTo(follow.state, showState), listenTo(follow.followers, showFollowers)];
  window.addEventListener("keydown", end);
  showState();
  showFollowers();

  return {
    update(patch) {
      now = { ...now, ...patch };
      showState();
      showFollowers();
    },
    destroy() {
      for (const one of stops) one();
      window.removeEventListener("keydown", end);
      cancel?.();
      root.remove();
    },
  };
}
