import type { Participant, Readable } from "@alongside/client";
import { AvatarStack } from "@alongside/react/ui";
import { useCell } from "../lib/use-cell.ts";
import { useIsNarrow } from "../ui/narrow.ts";

interface AvatarsProps {
  readonly people: Readable<readonly Participant[]>;
  /** In which part of the app somebody is, where that is another one than one's own: "in the document". */
  readonly where: (person: Participant) => string | undefined;
  /** The name of a sign for that, which the style sheet draws. */
  readonly sign: (person: Participant) => string | undefined;
  /** Goes to somebody. */
  readonly visit: (person: Participant) => void;
  /** Lets one say who one is: a press on the own face. */
  readonly introduce?: (() => void) | undefined;
}

/** Who is here, oneself first: a click goes to them. On a phone a touch opens the list of everyone. */
export function Avatars({ people, where, sign, visit, introduce }: AvatarsProps) {
  const isNarrow = useIsNarrow();
  const isComing = useCell(people).length === 0;
  return (
    <div className="avatars">
      {isComing && <i className="avatar coming" />}
      <AvatarStack
        people={people}
        max={isNarrow ? 3 : 5}
        isCompact={isNarrow}
        where={where}
        sign={sign}
        onActivate={visit}
        onActivateSelf={introduce}
      />
    </div>
  );
}
