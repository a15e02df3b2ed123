import { personColor } from "./color.ts";
import type { ShownPerson } from "./face.ts";

/** Those who are not here, told apart. */
const ABSENT = [
  "#b4531a",
  "#2f7d4f",
  "#2a63b9",
  "#7a4bb5",
  "#b03a6f",
  "#5d6b1f",
  "#1d7784",
  "#8a4b3a",
];

/** What nobody did. */
const NOBODY = "#57534e";

/** The colour of a user in the past: theirs while they are here, else one that is always the same. */
export function historyColor(id: string | undefined, people: readonly ShownPerson[] = []): string {
  if (id === undefined) return NOBODY;
  const here = people.find(({ user }) => user.id === id);
  if (here !== undefined) return personColor(here.user.color);
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return ABSENT[sum % ABSENT.length] ?? NOBODY;
}
