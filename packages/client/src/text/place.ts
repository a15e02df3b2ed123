import type { DraftOf, RoomDefinition, TextValue } from "@alongside/core";
import {
  createDraft,
  editOfText,
  type Replica,
  seenRecord,
  inWords,
  said,
} from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { RoomCopy } from "../room/copy.ts";
import { ofSync } from "../room/of-sync.ts";
import type { TextPlace } from "../room/text-event.ts";
import type { Committed } from "../room/types.ts";
import type { Write } from "../room/write.ts";
import type { Writing } from "../room/writing.ts";
import { typeOn } from "./type-on.ts";

/** Looking for a text writes nothing and lies over everything. */
const LOCATING_ORDER = 2 ** 50;

/** A text, and the top-level key under which it is. */
export interface KeyedPlace extends TextPlace {
  readonly key: string;
}

/** What `find` finds: the draft of a text, whose `place` is a `KeyedPlace`; or nothing while it is not there. */
export function locate<D extends RoomDefinition>(
  { replica, gestureIds }: RoomCopy<D>,
  find: (doc: DraftOf<D>) => unknown,
): unknown {
  const open = replica.begin(LOCATING_ORDER);
  const draft = createDraft(replica, open, gestureIds);
  try {
    return ofSync(find(draft.doc as DraftOf<D>));
  } finally {
    draft.end();
    open.abort();
  }
}

/** The text at a place, as it is seen; undefined while it is not there, or its record came out as one of another kind. */
export function seenText(replica: Replica, { id, field }: TextPlace): TextValue | undefined {
  const node = seenRecord(replica, id);
  if (node === undefined || replica.schemaOf(node)?.fields.get(field)?.kind !== "text")
    return undefined;
  return replica.text(node, field);
}

/**
 * Edits the text at a place, as `how` says: within the change that it goes on, where there is one. Throws `TypeError` while the text
 * is not there.
 */
export function editText<D extends RoomDefinition>(
  writing: Writing<D>,
  place: TextPlace | undefined,
  delta: Delta,
  how: Write,
): Promise<Committed> {
  const { copy } = writing;
  const write = (): Promise<Committed> => {
    writing.check();
    const edit = place && editOfText(copy.replica, place.id, place.field, delta);
    if (edit === undefined)
      throw new TypeError(
        said(
          "openText",
          inWords(() => "The text is not there to be edited"),
        ),
      );
    const { key, op } = edit;
    // What is a step to undo is noted as a change of its own.
    const isAlone = op.delta.length === 0 || (how.isStep === true && copy.recorder !== undefined);
    const committed = isAlone ? undefined : typeOn(copy, edit, how);
    if (committed !== undefined) {
      writing.onWrite(true);
      return committed;
    }
    const quiet = { ...how, isQuiet: true };
    return writing.write(quiet, (open) => {
      if (op.delta.length > 0) open.push(key, op);
    }).committed;
  };
  return how.isQuiet === true ? write() : writing.told(write);
}
