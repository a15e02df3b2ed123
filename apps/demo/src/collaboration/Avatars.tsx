import type { Participant } from "@alongside/client";
import { useRef } from "react";
import type { ReactNode } from "react";
import { useIsNarrow } from "../ui/narrow.ts";
import { initials } from "./initials.ts";

/** How many faces there is room for, on a phone and else. */
const SHOWN = { narrow: 3, wide: 5 } as const;

/** What is said of somebody beside their name. */
const STATES = { active: "", idle: "idle", away: "away", quiet: "not heard of" } as const;

const LIST = "people";

/** Somebody who is here, with what an app knows of them. */
export interface PersonHere extends Participant {
  /** In which part of the app they are, where that is another one than one's own: "in the document". */
  readonly elsewhere?: string | undefined;
  /** A sign for that. */
  readonly sign?: ReactNode;
}

interface AvatarsProps {
  readonly people: readonly PersonHere[];
  /** Goes to somebody. */
  readonly visit: (person: PersonHere) => void;
}

/** Who is here, oneself first. Two tabs of one person are one face. All of them are in a list, which a phone opens by any of the faces. */
export function Avatars({ people, visit }: AvatarsProps) {
  const isNarrow = useIsNarrow();
  const here = people.toSorted((a, b) => Number(b.self) - Number(a.self));
  const room = isNarrow ? SHOWN.narrow : SHOWN.wide;
  const shown = here.slice(0, fitting(here.length, room));
  const more = here.length - shown.length;
  const faces = (
    <ul className="avatars" aria-label={`People here: ${here.length}`}>
      {here.length === 0 && <li className="avatar coming" aria-hidden="true" />}
      {shown.map((person) => (
        <li key={person.user.id} className="person">
          {isNarrow ? <Face person={person} /> : <FaceButton person={person} visit={visit} />}
        </li>
      ))}
      {more > 0 && (
        <li className="person">
          {isNarrow ? (
            <span className="avatar more">+{more}</span>
          ) : (
            <button
              type="button"
              className="avatar more"
              popoverTarget={LIST}
              aria-label={`${more} more people`}
            >
              +{more}
            </button>
          )}
        </li>
      )}
    </ul>
  );
  return (
    <div className="faces">
      {faces}
      {isNarrow && here.length > 0 && (
        <button
          type="button"
          className="people-button"
          popoverTarget={LIST}
          aria-label={`People here: ${here.length}`}
        />
      )}
      {here.length > 0 && <PeopleList people={here} visit={visit} />}
    </div>
  );
}

/** A name and what there is to know beside it: "Quiet Otter, in the document, idle". */
function inWords({ user, self, state, elsewhere }: PersonHere): string {
  if (self) return `${user.name} (you)`;
  return [user.name, elsewhere, STATES[state]].filter(Boolean).join(", ");
}

function Face({ person }: { readonly person: PersonHere }) {
  return (
    <span
      className={`avatar ${person.state}`}
      style={{ "--person": person.user.color }}
      data-self={person.self || undefined}
      title={inWords(person)}
    >
      <Inside person={person} />
    </span>
  );
}

function Inside({ person: { user, sign } }: { readonly person: PersonHere }) {
  return (
    <>
      {initials(user.name)}
      {sign !== undefined && <i className="sign">{sign}</i>}
    </>
  );
}

function FaceButton({
  person,
  visit,
}: { readonly person: PersonHere } & Pick<AvatarsProps, "visit">) {
  const { self, state, user } = person;
  return (
    <button
      type="button"
      className={`avatar ${state}`}
      style={{ "--person": user.color }}
      data-self={self || undefined}
      title={inWords(person)}
      aria-label={inWords(person)}
      {...(self ? { popoverTarget: LIST } : { onClick: () => visit(person) })}
    >
      <Inside person={person} />
    </button>
  );
}

function PeopleList({ people, visit }: AvatarsProps) {
  const list = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={list}
      id={LIST}
      popover="auto"
      className="people-list panel"
      role="dialog"
      aria-label="People here"
    >
      <ul>
        {people.map((person) => {
          const { user, self, elsewhere, state } = person;
          const said = [self ? "you" : (elsewhere ?? "here"), STATES[state]].filter(Boolean);
          const inside = (
            <>
              <Face person={person} />
              <span className="who">
                <bdi>{user.name}</bdi>
                <span className="soft">{said.join(", ")}</span>
              </span>
            </>
          );
          return (
            <li key={user.id}>
              {self ? (
                <div className="row">{inside}</div>
              ) : (
                <button
                  type="button"
                  className="row"
                  onClick={() => {
                    list.current?.hidePopover();
                    visit(person);
                  }}
                >
                  {inside}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** How many of so many are shown in this much room, where one place may be needed to say how many more there are. */
function fitting(count: number, room: number): number {
  return count > room ? room - 1 : count;
}
