import { moveFocus } from "./arrow-keys.ts";
import { type Child, Children } from "./children.ts";
import { attribute, element, mark } from "./element.ts";
import type { ShownPerson } from "./face.ts";
import { type Part, showing } from "./part.ts";
import { PeopleList } from "./people-list.ts";
import { eachOnce } from "./said.ts";
import {
  avatarOptions,
  type AvatarStackOptions,
  type InStack,
  pressLabel,
  pressOf,
} from "./stack-options.ts";
import { userAvatar } from "./user-avatar.ts";
import { faceWordsOf } from "./face-words.ts";

/**
 * Who is here: a list of faces, oneself first and marked, one for each person however many tabs they have. Those for whom there is no
 * place are behind "+3", which opens a list of everyone. Throws `RangeError` where `max` is not a whole number from 1.
 */
export function avatarStack<P extends ShownPerson>(
  parent: HTMLElement,
  options: AvatarStackOptions<P>,
): Part<AvatarStackOptions<P>> {
  const root = element("ul", "stack");
  const faces = new Children<InStack<P>>(root, stackFace);
  const list = new PeopleList<P>();
  // Safari takes a list without marks for none.
  attribute(root, "role", "list");
  root.addEventListener("keydown", (event) => moveFocus(root, event));

  function show(people: readonly P[], now: AvatarStackOptions<P>): void {
    const { max = 5, isCompact = false } = now;
    if (!Number.isInteger(max) || max < 1)
      throw new RangeError(`max should be a whole number from 1, got ${max}`);
    const all = eachOnce(people);
    const shown = all.length > max ? all.slice(0, max - 1) : all;
    attribute(root, "aria-label", faceWordsOf(now.words).here(all.length));
    list.update(all, all.length - shown.length, now);
    mark(root, "compact", String(isCompact));
    if (all.length === shown.length && (!isCompact || all.length === 0)) list.item.remove();
    else if (list.item.parentNode === null) root.append(list.item);
    faces.show(
      shown.map((person) => ({ person, stack: now })),
      ({ person }) => person.user.id,
      list.item.parentNode === null ? null : list.item,
    );
  }

  return showing(parent, root, options, "people", show, () => {
    faces.clear();
    list.destroy();
  });
}

/** A face with a label: a button where there is something to do with it. */
function stackFace<P extends ShownPerson>(first: InStack<P>): Child<InStack<P>> {
  let now = first;
  const item = element("li", "stack-item");
  let host = hostOf(now);
  let avatar = mount();

  function mount() {
    host.addEventListener("click", () => pressOf(now)?.());
    item.replaceChildren(host);
    return (now.stack.avatar ?? userAvatar)(host, avatarOptions(now, isButton(now)));
  }

  function label(): void {
    const { person, stack } = now;
    mark(item, "self", person.self === true ? faceWordsOf(stack.words).you : "");
    mark(item, "sign", stack.sign?.(person) ?? "");
    if (host.localName !== "button") return;
    attribute(host, "aria-label", pressLabel(now));
    attribute(host, "title", pressLabel(now));
  }

  label();
  return {
    element: item,
    update(next) {
      const isAnother = isButton(next) !== isButton(now) || next.stack.avatar !== now.stack.avatar;
      now = next;
      if (isAnother) {
        avatar.destroy();
        host = hostOf(now);
        avatar = mount();
      } else avatar.update(avatarOptions(now, isButton(now)));
      label();
    },
    destroy: () => avatar.destroy(),
  };
}

function hostOf<P extends ShownPerson>(options: InStack<P>): HTMLElement {
  if (!isButton(options)) return element("span", "face");
  const button = element("button", "face");
  button.type = "button";
  return button;
}

function isButton<P extends ShownPerson>(options: InStack<P>): boolean {
  return pressOf(options) !== undefined && options.stack.isCompact !== true;
}
