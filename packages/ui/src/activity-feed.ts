import { type ActivityOptions, activityItem, type ShownActivity } from "./activity-item.ts";
import { type ActivityWords, activityWords } from "./activity-words.ts";
import { type Child, Children } from "./children.ts";
import { attribute, element } from "./element.ts";
import { type Given, listenTo, type Part, valueOf } from "./part.ts";

/** Options of {@link activityFeed}. `A` is an activity as `liveActivities` has them. */
export interface ActivityFeedOptions<A extends ShownActivity = ShownActivity> extends Omit<
  ActivityOptions<A>,
  "activity"
> {
  /** Newest first: `activities` of `liveActivities` or `useLiveActivities`. */
  readonly activities: Given<readonly A[]>;
  /** How a new one comes. @default "slideIn" */
  readonly enter?: "slideIn" | "fadeIn" | "none" | undefined;
  /** How one goes that the list has no place for. @default "fadeOut" */
  readonly exit?: "fadeOut" | "none" | undefined;
  /** Whether there is more before: then a button asks for it. */
  readonly hasEarlier?: boolean | undefined;
  readonly earlier?: (() => unknown) | undefined;
  readonly isBusy?: boolean | undefined;
  readonly words?: Partial<ActivityWords> | undefined;
}

/** What comes is read out together, after so many ms. */
const SAY_MS = 3000;

/** Further down than so many pixels the list is being read. */
const TOP = 8;

/** When more change at once than so many, nothing moves. */
const MOST_MOVED = 10;

/**
 * The activities of a room, newest first, in an element that scrolls. While somebody points at it, has the focus in it or has scrolled down, what is new waits
 * behind a button that counts it, so that nothing moves under them. Each one is an article of a feed; what is new is read out together.
 */
export function activityFeed<A extends ShownActivity>(
  parent: HTMLElement,
  options: ActivityFeedOptions<A>,
): Part<ActivityFeedOptions<A>> {
  let now = options;
  let words: ActivityWords = activityWords;
  let shown: readonly A[] = [];
  let isFirst = true;
  let isPointed = false;
  let saying: ReturnType<typeof setTimeout> | undefined;
  const unsaid = new Map<string, A>();
  const known = new Set<string>();
  const root = element("section", "activities");
  const fresh = element("button", "activities-new");
  fresh.type = "button";
  const list = element("div", "activities-list");
  list.setAttribute("role", "feed");
  list.tabIndex = 0;
  const nothing = element("p", "activities-none");
  const more = element("button", "activities-earlier");
  more.type = "button";
  const said = element("p", "said");
  said.setAttribute("role", "status");
  root.append(fresh, list, nothing, more, said);
  const ending = new AbortController();
  const { signal } = ending;
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let moves = 0;

  const children = new Children<A>(list, (activity): Child<A> => {
    const holder = document.createElement("div");
    const item = activityItem(holder, { ...now, activity });
    const made = holder.firstElementChild as HTMLElement;
    if (!isFirst) move(made, now.enter ?? "slideIn");
    return {
      element: made,
      update: (next) => item.update({ ...now, activity: next }),
      destroy: () => leave(made),
    };
  });

  function move(made: HTMLElement, how: "slideIn" | "fadeIn" | "none"): void {
    if (how === "none" || reduced.matches || ++moves > MOST_MOVED) return;
    const from =
      how === "slideIn" ? { opacity: 0, transform: "translateY(-12px)" } : { opacity: 0 };
    made.animate?.([from, { opacity: 1, transform: "none" }], {
      duration: 200,
      easing: "ease-out",
    });
  }

  /** A likeness of what leaves stays until it has faded. */
  function leave(gone: HTMLElement): void {
    if ((now.exit ?? "fadeOut") === "none" || reduced.matches || ++moves > MOST_MOVED) return;
    const likeness = gone.cloneNode(true) as HTMLElement;
    if (likeness.animate === undefined || !gone.isConnected) return;
    likeness.setAttribute("aria-hidden", "true");
    likeness.inert = true;
    gone.after(likeness);
    likeness.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 200 }).onfinish = () =>
      likeness.remove();
  }

  const isHeld = (): boolean =>
    isPointed || root.contains(document.activeElement) || root.scrollTop > TOP;

  /** Shows what there is; while it is held only what was there before, and of the rest how many there are. */
  function show(isAsked = false): void {
    const all = valueOf(now.activities);
    const before = new Set(shown.map(({ id }) => id));
    const waiting = isAsked || isFirst || !isHeld() ? [] : newest(all, before);
    const skipped = new Set(waiting.map(({ id }) => id));
    shown = all.filter(({ id }) => !skipped.has(id));
    moves = 0;
    children.show(shown, ({ id }) => id);
    number(shown.length);
    fresh.hidden = waiting.length === 0;
    if (waiting.length > 0) fresh.textContent = words.newActivities(waiting.length);
    nothing.hidden = all.length > 0 || now.isBusy === true;
    more.hidden = now.hasEarlier !== true || now.earlier === undefined;
    more.disabled = now.isBusy === true;
    attribute(list, "aria-busy", now.isBusy === true ? "true" : undefined);
    tell(all);
    if (all.length > 0) isFirst = false;
  }

  function number(size: number): void {
    let at = 0;
    for (const one of list.querySelectorAll(".alongside-activity:not([aria-hidden])")) {
      at += 1;
      attribute(one, "aria-posinset", String(at));
      attribute(one, "aria-setsize", now.hasEarlier === true ? "-1" : String(size));
      attribute(one, "tabindex", "0");
    }
  }

  /** Reads out what came, but not what was there, or was asked for. */
  function tell(all: readonly A[]): void {
    for (const one of isFirst ? [] : newest(all, known)) unsaid.set(one.id, one);
    for (const { id } of all) known.add(id);
    if (unsaid.size === 0 || saying !== undefined) return;
    saying = setTimeout(() => {
      saying = undefined;
      const count = unsaid.size;
      const last = [...unsaid.values()].at(-1);
      unsaid.clear();
      said.textContent = count === 1 && last ? last.words : words.newActivities(count);
    }, SAY_MS);
  }

  function translate(): void {
    words = { ...activityWords, ...now.words };
    root.setAttribute("aria-label", words.activity);
    list.setAttribute("aria-label", words.activity);
    nothing.textContent = words.noActivity;
    more.textContent = words.earlierActivities;
  }

  const again = (): void => show();
  root.addEventListener(
    "pointerenter",
    ({ pointerType }) => (isPointed = pointerType === "mouse"),
    {
      signal,
    },
  );
  root.addEventListener(
    "pointerleave",
    () => {
      isPointed = false;
      again();
    },
    { signal },
  );
  root.addEventListener(
    "focusout",
    ({ relatedTarget }) => {
      if (!root.contains(relatedTarget as Node | null)) queueMicrotask(again);
    },
    { signal },
  );
  root.addEventListener("scroll", () => !fresh.hidden && !isHeld() && again(), {
    signal,
    passive: true,
  });
  fresh.addEventListener(
    "click",
    () => {
      show(true);
      root.scrollTop = 0;
      list.focus({ preventScroll: true });
    },
    { signal },
  );
  more.addEventListener("click", () => now.earlier?.(), { signal });
  list.addEventListener("keydown", (event) => step(event, list), { signal });

  translate();
  parent.append(root);
  show();
  let stop = listenTo(now.activities, again);
  return {
    update(patch) {
      now = { ...now, ...patch };
      stop();
      stop = listenTo(now.activities, again);
      translate();
      show();
    },
    destroy() {
      stop();
      ending.abort();
      clearTimeout(saying);
      children.clear();
      root.remove();
    },
  };
}

/** Those before the first that is known: what stands behind it is earlier, and was asked for. */
function newest<A extends ShownActivity>(
  all: readonly A[],
  known: ReadonlySet<string>,
): readonly A[] {
  const first = all.findIndex(({ id }) => known.has(id));
  return first === -1 ? all : all.slice(0, first);
}

/** As a feed is gone through: Page Down and Page Up go to the next article and the one before. */
function step(event: KeyboardEvent, list: HTMLElement): void {
  if (event.key !== "PageDown" && event.key !== "PageUp") return;
  const items = [...list.querySelectorAll<HTMLElement>(".alongside-activity:not([aria-hidden])")];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[event.key === "PageDown" ? at + 1 : at - 1];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
