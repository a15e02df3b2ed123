import type { Child } from "./children.ts";
import { attribute, element } from "./element.ts";
import { faceOf, type ShownPerson } from "./face.ts";
import { avatarOptions, type InStack, pressLabel, pressOf } from "./stack-options.ts";
import { userAvatar } from "./user-avatar.ts";
import { faceWordsOf } from "./face-words.ts";

/** A row of the list of everyone: a face with the name beside it, and in a few words what they do. `close` closes the list. */
export function personRow<P extends ShownPerson>(
  first: InStack<P>,
  close: () => void,
): Child<InStack<P>> {
  let now = first;
  const item = element("li", "rows-item");
  const face = element("span", "face");
  const name = element("bdi", "name");
  const doing = element("span", "doing");
  const who = element("span", "who");
  who.append(name, doing);
  let line = lineOf(now);
  const avatar = (now.stack.avatar ?? userAvatar)(face, avatarOptions(now, true));

  function lineOf(options: InStack<P>): HTMLElement {
    const made = element(pressOf(options) === undefined ? "span" : "button", "row");
    if (made instanceof HTMLButtonElement) made.type = "button";
    made.append(face, who);
    made.addEventListener("click", () => {
      const press = pressOf(now);
      if (press === undefined) return;
      close();
      press();
    });
    item.replaceChildren(made);
    return made;
  }

  function show(): void {
    const { person, stack } = now;
    const words = faceWordsOf(stack.words);
    const shown = faceOf(person.user);
    const { state = "active", self = false } = person;
    const where = stack.where?.(person) ?? "";
    name.textContent = shown.name || words.unnamed;
    const parts = self
      ? [words.you, where]
      : [shown.isAgent ? words.agent : "", words.states[state], where];
    doing.textContent = words.about(parts.filter(Boolean));
    // Without a label of its own: whoever speaks to their computer says what is to be read.
    attribute(line, "title", pressOf(now) === undefined ? shown.fullName : pressLabel(now));
  }

  show();
  return {
    element: item,
    update(next) {
      const isAnother = (pressOf(next) === undefined) !== (pressOf(now) === undefined);
      now = next;
      if (isAnother) line = lineOf(now);
      avatar.update(avatarOptions(now, true));
      show();
    },
    destroy: () => avatar.destroy(),
  };
}
