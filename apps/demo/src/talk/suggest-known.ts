import { knownPeople } from "../home/known-people.ts";

/** People for what is typed behind an "@": whoever did something in a room of the home, also while they are elsewhere. */
export function suggestKnown(
  query: string,
): Promise<readonly { readonly id: string; readonly name: string; readonly color: string }[]> {
  const start = query.toLocaleLowerCase();
  return Promise.resolve(
    Array.from(knownPeople.get(), ([id, { name, color }]) => ({ id, name, color })).filter(
      ({ name }) =>
        [name, ...name.split(" ")].some((word) => word.toLocaleLowerCase().startsWith(start)),
    ),
  );
}
