import type { Participant } from "@alongside/client";
import { Announcer } from "@alongside/react/ui";
import { Avatars } from "../collaboration/Avatars.tsx";
import { goTo } from "../page/address.ts";
import type { Address } from "../page/address.ts";
import { PAGE_WORDS } from "../page/page-words.ts";
import type { PageName } from "../page/page-words.ts";
import { useOthersInPlace, usePlace } from "./hooks.ts";
import { askToIntroduce } from "./introducing.ts";
import { visiting } from "./visiting.ts";

/** Who comes or goes within so many ms is told of together. Whoever reloads is back by then. */
const GATHER_MS = 1000;

/** Everybody on the board, the document and the code of this name. A click on somebody goes to the page they have open, and there to them. */
export function PeopleHere({ address }: { readonly address: Address }) {
  const { people, status } = usePlace();
  const pages = useOthersInPlace(pagesByClient, isSame);
  /** The page that somebody has open, where it is another one. */
  const elsewhere = (person: Participant): PageName | undefined => {
    const page = pageOf(person, pages, address.page);
    return page === address.page ? undefined : page;
  };
  return (
    <div className="people-here">
      <Avatars
        people={people}
        where={(person) => {
          const page = elsewhere(person);
          return page && PAGE_WORDS[page].where;
        }}
        sign={elsewhere}
        visit={(person) => {
          const page = elsewhere(person);
          if (page) goTo({ ...address, page });
          visiting.set(person.user.id);
        }}
        introduce={askToIntroduce}
      />
      <Announcer people={people} status={status} gatherMs={GATHER_MS} />
    </div>
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
