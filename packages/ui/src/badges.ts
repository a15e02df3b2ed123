import { attribute, element } from "./element.ts";
import type { ShownPerson } from "./face.ts";
import { icon } from "./icons.ts";
import { type Given, type Part, showing } from "./part.ts";
import { nameOf } from "./said.ts";
import { userAvatar } from "./user-avatar.ts";
import { companyWordsOf } from "./company-words.ts";
import type { Words } from "./words.ts";

/** Options of {@link agentBadge}. */
export interface AgentBadgeOptions {
  readonly words?: Partial<Words> | undefined;
}

/** "AI", beside the name of a program. */
export function agentBadge(
  parent: HTMLElement,
  options: AgentBadgeOptions = {},
): Part<AgentBadgeOptions> {
  const root = element("span", "agent", companyWordsOf(options.words).agent);
  parent.append(root);
  return {
    update({ words }) {
      root.textContent = companyWordsOf(words).agent;
    },
    destroy: () => root.remove(),
  };
}

type Holder = Pick<ShownPerson, "user" | "self"> | undefined;

/** Options of {@link lockBadge}. */
export interface LockBadgeOptions {
  /** Who has it to themselves: one of `room.locks`, or `holder` of `useLock`. Undefined while nobody has. */
  readonly holder: Given<Holder>;
  /** Shows a button to take it over, while somebody else has it. */
  readonly onTakeOver?: (() => void) | undefined;
  readonly avoid?: string | undefined;
  readonly words?: Partial<Words> | undefined;
}

/** "Ada is editing this", with a way to take it over. Nothing while nobody has it. */
export function lockBadge(parent: HTMLElement, options: LockBadgeOptions): Part<LockBadgeOptions> {
  const root = element("span", "lock");

  function show(holder: Holder, now: LockBadgeOptions): void {
    const { onTakeOver, avoid } = now;
    const words = companyWordsOf(now.words);
    root.hidden = holder === undefined;
    attribute(root, "data-self", holder?.self === true ? "true" : undefined);
    root.replaceChildren();
    if (holder === undefined) return;
    const face = element("span", "face");
    userAvatar(face, { user: holder.user, avoid, isDecoration: true, words });
    const said =
      holder.self === true ? words.lockedByYou : words.lockedBy(nameOf(holder.user, words));
    root.append(icon("lock"), face, element("span", "lock-text", said));
    if (holder.self === true || onTakeOver === undefined) return;
    const button = element("button", "take-over", words.takeOver);
    button.type = "button";
    button.addEventListener("click", onTakeOver);
    root.append(button);
  }

  return showing(parent, root, options, "holder", show);
}
