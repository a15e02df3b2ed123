import { Refused } from "@alongside/core";
import type { Rights, VersionEntry, VersionParts } from "@alongside/core/engine";
import { cleanName } from "../identity/clean-name.ts";

/** What the name of a moment may come to, in graphemes. */
const MOST = 80;

/** A name as it is kept: see `cleanName`. Throws `Refused`, `version.nameless`, where nothing is left of it. */
export function versionName(name: string): string {
  const clean = cleanName(name, MOST);
  if (clean === undefined)
    throw new Refused("version.nameless", "The name has no letter that can be seen");
  return clean;
}

/** Throws `Refused`, `version.read-only`, where somebody with `rights` may give moments no names. */
export function checkMayName({ write }: Rights): void {
  if (write !== true && write.length === 0)
    throw new Refused("version.read-only", "Names are given by those who may write in the room");
}

export function versionParts({ of, name, actor, at }: VersionEntry): VersionParts {
  return [of, name, actor, at];
}
