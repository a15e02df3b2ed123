import type { ShownPerson } from "./face.ts";
import type { Given, Part } from "./part.ts";
import { labelOf } from "./said.ts";
import type { UserAvatarOptions } from "./user-avatar.ts";
import { faceWordsOf } from "./face-words.ts";

/** Puts a face into an element: `userAvatar`, or something in its place. */
export type AvatarPart = (
  parent: HTMLElement,
  options: UserAvatarOptions,
) => Part<UserAvatarOptions>;

/** Options of {@link avatarStack}. `P` is a person as `room.people` has them. */
export interface AvatarStackOptions<P extends ShownPerson = ShownPerson> extends Pick<
  UserAvatarOptions,
  "avoid" | "pictures" | "words"
> {
  /** Who is here: `room.people`. Entries with one user id are one person. */
  readonly people: Given<readonly P[]>;
  /** How many places there are; the one that says how many more there are is one of them. @default 5 */
  readonly max?: number;
  /** Makes faces buttons, but for the own one, here and in the list. Called when one is pressed: go to them, or follow them. */
  readonly onActivate?: ((person: P) => void) | undefined;
  /** Makes the own face a button: to change one's name, say. */
  readonly onActivateSelf?: (() => void) | undefined;
  /** Where somebody is, for their label: "in the document". */
  readonly where?: ((person: P) => string | undefined) | undefined;
  /** A sign at somebody's face, as `data-sign` of their entry, which the app's styles draw: of another page, say. */
  readonly sign?: ((person: P) => string | undefined) | undefined;
  /** All of it is one button, which opens the list of everyone: for fingers, which want more room than a face has. @default false */
  readonly isCompact?: boolean;
  /** @default `userAvatar` */
  readonly avatar?: AvatarPart;
}

/** Somebody, in a stack. */
export interface InStack<P extends ShownPerson> {
  readonly person: P;
  readonly stack: AvatarStackOptions<P>;
}

/** What a press on a face does; undefined where there is nothing to do with it. */
export function pressOf<P extends ShownPerson>(options: InStack<P>): (() => void) | undefined {
  const { person, stack } = options;
  if (person.self === true) return stack.onActivateSelf;
  const { onActivate } = stack;
  return onActivate && (() => onActivate(person));
}

/** The label of a face that can be pressed. */
export function pressLabel<P extends ShownPerson>({ person, stack }: InStack<P>): string {
  const words = faceWordsOf(stack.words);
  const about = labelOf(person, words, stack.where?.(person));
  return person.self === true ? about : words.goTo(about);
}

/** What their avatar is made with. */
export function avatarOptions<P extends ShownPerson>(
  { person, stack }: InStack<P>,
  isDecoration: boolean,
): UserAvatarOptions {
  const { avoid, words, pictures = true } = stack;
  const { user, state = "active", self = false } = person;
  return { user, state, self, where: stack.where?.(person), avoid, words, pictures, isDecoration };
}
