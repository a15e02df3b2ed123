import { type ActivityWords, activityWords } from "./activity-words.ts";
import { element, mark, paint } from "./element.ts";
import { faceOf } from "./face.ts";
import type { Part } from "./part.ts";
import type { ShownUser } from "./person.ts";

/** Something that was done, as `liveActivities` has it. */
export interface ShownActivity {
  readonly id: string;
  readonly words: string;
  readonly by: { readonly id: string; readonly name?: string };
  readonly to: Date;
  readonly priority: string;
  readonly key: string | undefined;
  readonly ids: readonly string[];
  readonly members: readonly {
    readonly summary: { readonly one: string; readonly other: string };
  }[];
}

/** Options of {@link activityItem}. */
export interface ActivityOptions<A extends ShownActivity = ShownActivity> {
  readonly activity: A;
  /** Goes to the thing. Where it is given, the words are a button. */
  readonly onOpen?: ((activity: A) => void) | undefined;
  /** Who somebody is, for their colour and initials. @default The name that the activity has. */
  readonly userOf?: ((id: string) => ShownUser | undefined) | undefined;
  readonly words?: Partial<ActivityWords> | undefined;
}

/** One activity: who, in their colour, what, and when. */
export function activityItem<A extends ShownActivity>(
  parent: HTMLElement,
  options: ActivityOptions<A>,
): Part<ActivityOptions<A>> {
  const root = element("article", "activity");
  const dot = element("span", "activity-face");
  dot.setAttribute("aria-hidden", "true");
  const body = element("div", "activity-body");
  const said = element("p", "activity-words");
  const notes = element("p", "activity-notes");
  const time = element("time", "activity-time");
  const flag = element("span", "activity-priority");
  const times = element("span", "activity-times");
  notes.append(flag, times, time);
  body.append(said, notes);
  root.append(dot, body);
  let now = options;

  function show(): void {
    const { activity, onOpen, userOf } = now;
    const words = { ...activityWords, ...now.words };
    const user = userOf?.(activity.by.id);
    const name = user?.name ?? activity.by.name ?? "?";
    dot.dataset["text"] = faceOf({ id: activity.by.id, color: "", ...user, name }).initials;
    paint(dot, user?.color ?? "#78716c", undefined);
    if (
      said.textContent !== activity.words ||
      (said.firstElementChild === null) === (onOpen !== undefined)
    )
      said.replaceChildren(onOpen === undefined ? activity.words : opener(activity.words));
    mark(root, "priority", activity.priority);
    flag.textContent = activity.priority === "normal" ? "" : words.priorityOf(activity.priority);
    const [first] = activity.members;
    // Where the words are the same for several, they do not say how many.
    const isSilent = first !== undefined && first.summary.one === first.summary.other;
    const count = activity.members.length;
    times.textContent = isSilent && count > 1 ? words.timesOf(count) : "";
    time.dateTime = activity.to.toISOString();
    time.textContent = words.timeOf(activity.to, new Date());
  }

  function opener(text: string): HTMLElement {
    const button = element("button", "activity-open", text);
    button.type = "button";
    button.addEventListener("click", () => now.onOpen?.(now.activity));
    return button;
  }

  show();
  parent.append(root);
  return {
    update(patch) {
      now = { ...now, ...patch };
      show();
    },
    destroy: () => root.remove(),
  };
}
