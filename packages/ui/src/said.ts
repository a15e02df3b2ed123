import { faceOf, type ShownPerson } from "./face.ts";
import type { ShownUser } from "./person.ts";
import type { FaceWords } from "./face-words.ts";

/** Letters that run from right to left. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The name of somebody as a sentence takes it, in at most 64 letters. */
export function nameOf(user: ShownUser, words: FaceWords): string {
  return apart(faceOf(user).name) || words.unnamed;
}

/** A person's label: name in full, whether that is oneself, state, and where they are. */
export function labelOf(person: ShownPerson, words: FaceWords, where?: string): string {
  const { fullName, isAgent } = faceOf(person.user);
  const name = apart(fullName) || words.unnamed;
  const { self = false, state = "active" } = person;
  const parts = [
    self ? words.self(name) : name,
    isAgent ? words.agent : "",
    self ? "" : words.states[state],
    where ?? "",
  ];
  return words.about(parts.filter(Boolean));
}

/** One entry for each person, by the id of the user, oneself first. */
export function eachOnce<P extends ShownPerson>(people: readonly P[]): readonly P[] {
  const once = new Map<string, P>();
  for (const person of people) {
    const known = once.get(person.user.id);
    if (known === undefined || (person.self && !known.self)) once.set(person.user.id, person);
  }
  return Array.from(once.values()).toSorted((a, b) => Number(b.self ?? 0) - Number(a.self ?? 0));
}

/** A name that runs from right to left leaves the words around it in their order. */
export function apart(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
