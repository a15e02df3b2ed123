import { historyColor, type ShownPerson } from "@alongside/ui";

/** The colour of a user on the page's own ground, as CSS: the dark ones would not be seen at night, so all are lighter there. */
export function pastColor(id: string | undefined, people: readonly ShownPerson[]): string {
  return `color-mix(in srgb, ${historyColor(id, people)}, white var(--person-lift))`;
}
