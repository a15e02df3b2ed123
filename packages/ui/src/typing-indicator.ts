import { element } from "./element.ts";
import type { ShownPerson } from "./face.ts";
import { type Given, type Part, showing } from "./part.ts";
import { eachOnce, nameOf } from "./said.ts";
import { companyWordsOf } from "./company-words.ts";
import type { Words } from "./words.ts";

/** Options of {@link typingIndicator}. */
export interface TypingIndicatorOptions {
  /** Who types here now: `openTyping(room).in(field)`, or `typists` of `useTyping`. Oneself is left out, and so is whoever is not heard of. */
  readonly typists: Given<readonly ShownPerson[]>;
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
  const root = element("p", "typing");
  const dots = element("span", "dots");
  const text = element("span", "typing-text");
  for (let i = 0; i < 3; i++) dots.append(document.createElement("i"));
  dots.setAttribute("aria-hidden", "true");
  root.append(dots, text);

  function show(typists: readonly ShownPerson[], now: TypingIndicatorOptions): void {
    const words = companyWordsOf(now.words);
    const others = eachOnce(typists).filter(
      ({ self, state }) => self !== true && state !== "quiet",
    );
    root.dataset["typing"] = String(others.length > 0);
    const said =
      others.length === 0 ? "" : words.typists(others.map(({ user }) => nameOf(user, words)));
    if (text.textContent !== said) text.textContent = said;
  }

  return showing(parent, root, options, "typists", show);
}
