import { element } from "./element.ts";
import type { ShownPerson } from "./face.ts";
import type { Part, Shown } from "./part.ts";
import { eachOnce, nameOf } from "./said.ts";
import { companyWordsOf } from "./company-words.ts";
import type { Words } from "./words.ts";

export interface TypingIndicatorOptions {
  /** Who types here now, in the order in which they began. Oneself is left out, and so is whoever is not heard of. */
  readonly typists: Shown<readonly ShownPerson[]>;
  readonly words?: Partial<Words> | undefined;
}

/**
 * "Ada and 2 others are typing", with moving dots. It keeps its line while nobody types, so that nothing around it jumps. It is not
 * read out by itself: people begin and pause too often.
 */
export function typingIndicator(
  parent: HTMLElement,
  options: TypingIndicatorOptions,
): Part<TypingIndicatorOptions> {
  let now = options;
  const root = element("p", "typing");
  const dots = element("span", "dots");
  const text = element("span", "typing-text");
  for (let i = 0; i < 3; i++) dots.append(document.createElement("i"));
  dots.setAttribute("aria-hidden", "true");
  root.append(dots, text);
  let stop = now.typists.subscribe(show);

  function show(): void {
    const words = companyWordsOf(now.words);
    const others = eachOnce(now.typists.get()).filter(
      ({ self, state }) => self !== true && state !== "quiet",
    );
    root.dataset["typing"] = String(others.length > 0);
    const said =
      others.length === 0 ? "" : words.typists(others.map(({ user }) => nameOf(user, words)));
    if (text.textContent !== said) text.textContent = said;
  }

  show();
  parent.append(root);
  return {
    update(patch) {
      now = { ...now, ...patch };
      stop();
      stop = now.typists.subscribe(show);
      show();
    },
    destroy() {
      stop();
      root.remove();
    },
  };
}
