import { moveFocus } from "./arrow-keys.ts";
import { Children } from "./children.ts";
import { attribute, element } from "./element.ts";
import type { ShownPerson } from "./face.ts";
import { personRow } from "./person-row.ts";
import { placeBelow } from "./place-below.ts";
import type { AvatarStackOptions, InStack } from "./stack-options.ts";
import { faceWordsOf } from "./face-words.ts";

/** Nobody reads more rows than this. */
const ROWS = 500;

let made = 0;

/** "+3" at the end of a stack, and the list of everyone that it opens; its rows are made while it is open. */
export class PeopleList<P extends ShownPerson> {
  /** The stack's last entry. */
  readonly item = element("li", "stack-item");
  readonly #button = element("button", "more");
  readonly #popover = element("div", "people");
  readonly #title = element("p", "people-title");
  readonly #rows = element("ul", "rows");
  readonly #rest = element("p", "rest");
  readonly #children = new Children<InStack<P>>(this.#rows, (options) =>
    personRow(options, () => this.#popover.hidePopover()),
  );
  readonly #place = (): void => placeBelow(this.#popover, this.#button);
  #people: readonly P[] = [];
  #stack: AvatarStackOptions<P> | undefined;
  #isOpen = false;

  constructor() {
    const id = `alongside-people-${(made += 1)}`;
    this.#title.id = `${id}-title`;
    this.#button.type = "button";
    attribute(this.#button, "popovertarget", id);
    attribute(this.#button, "aria-haspopup", "dialog");
    const popover = this.#popover;
    popover.id = id;
    popover.popover = "auto";
    popover.tabIndex = -1;
    popover.autofocus = true;
    attribute(popover, "role", "dialog");
    attribute(popover, "aria-labelledby", this.#title.id);
    attribute(this.#rows, "role", "list");
    popover.append(this.#title, this.#rows, this.#rest);
    popover.addEventListener("beforetoggle", ({ newState }) => {
      if (newState === "open") this.#open();
    });
    // Not before: what has the focus has to be there until the browser gives it back to the button.
    popover.addEventListener("toggle", ({ newState }) => {
      if (newState === "open") this.#place();
      else this.#close();
    });
    popover.addEventListener("keydown", (event) => {
      moveFocus(this.#rows, event);
      // The stack around it has arrow keys of its own.
      event.stopPropagation();
    });
    this.item.append(this.#button, popover);
  }

  /** Takes in who is here, and how many of them have no face in the stack. */
  update(people: readonly P[], more: number, stack: AvatarStackOptions<P>): void {
    this.#people = people;
    this.#stack = stack;
    const words = faceWordsOf(stack.words);
    const label = more > 0 ? words.showAll(more) : words.here(people.length);
    this.#button.textContent = more > 0 ? words.more(more) : "";
    attribute(this.#button, "aria-label", label);
    attribute(this.#button, "title", label);
    if (this.#isOpen) this.#show();
  }

  destroy(): void {
    this.#close();
    this.item.remove();
  }

  #open(): void {
    this.#isOpen = true;
    addEventListener("resize", this.#place);
    this.#show();
  }

  #close(): void {
    this.#isOpen = false;
    removeEventListener("resize", this.#place);
    this.#children.clear();
  }

  #show(): void {
    const stack = this.#stack;
    if (stack === undefined) return;
    const words = faceWordsOf(stack.words);
    const more = this.#people.length - ROWS;
    this.#title.textContent = words.here(this.#people.length);
    this.#rest.textContent = more > 0 ? words.andMore(more) : "";
    this.#children.show(
      this.#people.slice(0, ROWS).map((person) => ({ person, stack })),
      ({ person }) => person.user.id,
    );
  }
}
