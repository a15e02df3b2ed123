import { MAX_NESTING } from "../model/height.ts";
import type { FieldNode } from "../schema/kinds.ts";

/** Why a change is refused. */
export class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function tooDeep(): Fault {
  return new Fault("op.depth", `Records may stand in one another ${MAX_NESTING} deep at most`);
}

export function unknownField(path: string, name: string): Fault {
  return new Fault("op.unknown-field", `${path} has no field ${JSON.stringify(name)}`);
}

export function wrongType(name: string, field: FieldNode, wanted: string): Fault {
  return new Fault("op.wrong-type", `${name} is a ${field.kind}, not a ${wanted}`);
}
