import { Refused } from "@alongside/core";
import {
  type Attempt,
  checkInverse,
  type Op,
  type OpsByKey,
  type Replica,
  UndoStep,
} from "@alongside/core/engine";
import { noted } from "./noted.ts";
import { checkRights } from "./rights.ts";
import { type Accepted, type Author, DIFFERS } from "./verdict.ts";

/** Takes a change of the author's back: what of it others have written since stays. Throws `Refused`. */
export function takeBackChange(
  replica: Replica,
  change: Attempt,
  { client, rights }: Author,
  n: number,
  step: UndoStep | undefined,
  texts: OpsByKey = {},
): Accepted {
  function* ops(): Generator<readonly [key: string, op: Op]> {
    for (const one of step?.ops(replica, n) ?? []) if (one[1].op !== "text") yield one;
    if (step === undefined) return;
    for (const key of Object.keys(texts)) for (const op of texts[key] ?? []) yield [key, op];
  }
  checkRights(rights, texts);
  const author = { client, n, strict: false, read: rights.read };
  const wrote = new UndoStep();
  const checked = checkInverse(replica, noted(change, replica, wrote), ops(), author);
  if (!checked.ok) throw new Refused(checked.code, checked.message);
  checkRights(rights, checked.ops);
  if (Object.keys(checked.ops).length === 0)
    throw new Refused("undo.changed", "Others have changed all of it since");
  return { ok: true, ops: checked.ops, note: DIFFERS, added: change.added, step: wrote };
}
