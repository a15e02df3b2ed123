import type { Participant } from "@alongside/client";
import { Avatars } from "../collaboration/Avatars.tsx";
import type { PersonHere } from "../collaboration/Avatars.tsx";
import { useCell } from "../lib/use-cell.ts";
import { goTo } from "../page/address.ts";
import type { Address } from "../page/address.ts";
import { PAGE_WORDS } from "../page/page-words.ts";
import { icons } from "../ui/icons.tsx";
import type { PageName } from "../page/page-words.ts";
import { useOthersInPlace, usePlace } from "./hooks.ts";

/** Everybody on the board, the document and the code of this name. A click on somebody goes to the page they have open. */
export function PeopleHere({ address }: { readonly address: Address }) {
  const people = useCell(usePlace().people);
  const pages = useOthersInPlace(pagesByClient, isSame);
  const here = people.map((person): PersonHere => {
    const page = pageOf(person, pages, address.page);
    if (page === address.page) return person;
    return { ...person, elsewhere: PAGE_WORDS[page].where, sign: icons[page] };
  });
  return (
    <Avatars
      people={here}
      visit={(person) => {
        const page = pageOf(person, pages, address.page);
        if (page !== address.page) goTo({ ...address, page });
      }}
    />
  );
}

type Pages = { readonly [client: string]: PageName };

function pagesByClient(
  others: readonly { readonly client: string; readonly presence: { readonly page?: PageName } }[],
): Pages {
  return Object.fromEntries(
    others.flatMap(({ client, presence: { page } }) => (page ? [[client, page]] : [])),
  );
}

function isSame(a: Pages, b: Pages): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Where somebody is: `here` if one of their tabs is, or none has said. */
function pageOf({ clients, self }: Participant, pages: Pages, here: PageName): PageName {
  const open = clients.flatMap((client) => pages[client] ?? []);
  return self || open.includes(here) ? here : (open[0] ?? here);
}
