import type { Room } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import { useHistory } from "@alongside/react/history";
import type { WantedBack } from "@alongside/ui";
import { useState } from "react";

export type Looking<D extends RoomDefinition> = ReturnType<typeof useLooking<D>>;

/** What a page needs to show the past of its room instead of now. */
export function useLooking<D extends RoomDefinition>(room: Room<D>) {
  const history = useHistory(room);
  const [seq, setSeq] = useState<number>();
  const { changes, start } = history.track;
  const step = seq === undefined ? -1 : changes.findLastIndex((change) => change.seq <= seq);
  const before = step < 0 ? undefined : history.stateAt(changes[step - 1]?.seq ?? start);
  return {
    history,
    seq,
    setSeq,
    /** The room as it was; undefined for now. */
    state: seq === undefined ? undefined : history.stateAt(seq),
    /** The room before the change that is shown, and that change. */
    before,
    change: changes[step],
    async restore(wanted: WantedBack, from: number): Promise<{ readonly ops: number }> {
      const options =
        wanted.what === "all"
          ? {}
          : wanted.what === "part"
            ? { part: wanted.id }
            : { by: wanted.id };
      const { ops, committed } = await history.restore(from, options);
      await committed;
      // What came of it is seen now.
      setSeq(undefined);
      return { ops };
    },
  };
}
