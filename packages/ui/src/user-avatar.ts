import { attribute, element, mark, paint } from "./element.ts";
import { faceOf, type ShownPerson } from "./face.ts";
import type { Part } from "./part.ts";
import { labelOf } from "./said.ts";
import { faceWordsOf } from "./face-words.ts";
import type { Words } from "./words.ts";

/** Options of {@link userAvatar}: the person, their state, and how both are shown. */
export interface UserAvatarOptions extends ShownPerson {
  /** Where they are, for the label: "in the document". */
  readonly where?: string | undefined;
  /** Says nothing to who listens: for where the name stands beside it. @default false */
  readonly isDecoration?: boolean;
  /** Whether `user.picture` is shown; each page that shows it fetches it. @default true */
  readonly pictures?: boolean;
  /** The app's accent: whose colour is close to it is shown in another one. */
  readonly avoid?: string | undefined;
  readonly words?: Partial<Words> | undefined;
}

/**
 * A face: a person's picture, or their initials on their colour while there is none or it does not load. `state` is a mark beside it and
 * part of its label.
 */
export function userAvatar(
  parent: HTMLElement,
  options: UserAvatarOptions,
): Part<UserAvatarOptions> {
  let now = options;
  const initials = element("span", "initials");
  const root = element("span", "avatar");
  root.append(initials);
  const picture = new Picture(root);

  function show(): void {
    const { isDecoration = false, pictures = true, state = "active" } = now;
    const words = faceWordsOf(now.words);
    const face = faceOf(now.user);
    // Drawn by the style sheet, as a picture is: nobody reads initials aloud or translates them.
    attribute(initials, "data-text", face.initials);
    mark(initials, "long", String(face.initials.length > 2));
    picture.show(pictures ? face.picture : undefined);
    paint(root, now.user.color, now.avoid);
    const label = isDecoration ? undefined : labelOf(now, words, now.where);
    attribute(root, "role", isDecoration ? undefined : "img");
    attribute(root, "aria-hidden", isDecoration ? "true" : undefined);
    attribute(root, "aria-label", label);
    attribute(root, "title", label);
    attribute(root, "data-state", state);
    attribute(root, "data-agent", face.isAgent ? words.agent : undefined);
  }

  show();
  parent.append(root);
  return {
    update(patch) {
      now = { ...now, ...patch };
      show();
    },
    destroy() {
      root.remove();
    },
  };
}

/** The picture over the initials, once it is there. */
class Picture {
  readonly #parent: HTMLElement;
  #address: string | undefined;
  #image: HTMLImageElement | undefined;

  constructor(parent: HTMLElement) {
    this.#parent = parent;
  }

  show(address: string | undefined): void {
    if (address === this.#address) return;
    this.#address = address;
    this.#image?.remove();
    this.#image = undefined;
    if (address === undefined) return;
    const image = document.createElement("img");
    image.alt = "";
    image.decoding = "async";
    image.draggable = false;
    // Who hosts a picture need not learn which room it is shown in.
    image.referrerPolicy = "no-referrer";
    image.addEventListener("error", () => image.remove());
    image.src = address;
    this.#image = image;
    this.#parent.append(image);
  }
}
