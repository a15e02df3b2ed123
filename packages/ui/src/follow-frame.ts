import { type Clock, systemClock } from "@alongside/core/engine";
import type { FollowState } from "@alongside/client/follow";
import { element, paint } from "./element.ts";
import type { Part, Shown } from "./part.ts";
import { type ShownUser, shownName } from "./person.ts";
import { type PlaceWords, placeWords } from "./place-words.ts";
import { apart } from "./said.ts";

/** How long it is said that nobody is followed any more, in ms. */
const ENDED_MS = 4000;

export interface FollowFrameOptions {
  /** What `follow` of `@alongside/client/follow` returned. */
  readonly follow: {
    readonly state: Shown<FollowState>;
    readonly followers: Shown<readonly { readonly user: ShownUser }[]>;
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
): Part<Pick<FollowFrameOptions, "avoid" | "words">> {
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
  let cancel: (() => void) | undefined;

  const wordsNow = (): PlaceWords => ({ ...placeWords, ...now.words });

  function showState(): void {
    const words = wordsNow();
    const state = follow.state.get();
    cancel?.();
    cancel = undefined;
    const isFollowing = state.name === "following";
    const user = isFollowing ? state.user : state.ended?.user;
    root.dataset["state"] = isFollowing ? "following" : user ? "ended" : "free";
    stop.textContent = words.stopFollowing;
    stop.hidden = !isFollowing;
    if (user === undefined) {
      said.textContent = "";
      return;
    }
    const name = apart(shownName(user.name));
    said.textContent = isFollowing
      ? words.youFollow(name)
      : words.followEnded[state.ended?.why ?? "stopped"](name);
    paint(root, user.color, now.avoid);
    if (isFollowing) return;
    cancel = clock.after(ENDED_MS, () => {
      root.dataset["state"] = "free";
      said.textContent = "";
    });
  }

  function showFollowers(): void {
    const names = follow.followers.get().map(({ user }) => apart(shownName(user.name)));
    const text = names.length === 0 ? "" : wordsNow().followYou(names);
    if (watched.textContent !== text) watched.textContent = text;
  }

  function end(event: KeyboardEvent): void {
    // Something of the app's may have more use for it: a dialog, or an input method that is composing.
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (follow.state.get().name === "following") follow.stop();
  }

  const stops = [follow.state.subscribe(showState), follow.followers.subscribe(showFollowers)];
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
