import { inWords } from "#words";

/** Where something is, as people read it: `shapes.<id>.at.x`. A function, so that nothing is built while all is well. */
export type Path = string | (() => string);

/** The text of a path. */
export function pathText(path: Path): string {
  return typeof path === "string" ? path : path();
}

/** What is wrong with a value: not canonical JSON, refused by its schema, changed by it, its schema answers later; or a text is too long. */
export type InvalidCode =
  | "value.json"
  | "value.refused"
  | "value.changed"
  | "value.async"
  | "text.too-long";

/** A value that may not enter the room. */
export class Invalid extends Error {
  override readonly name = "Invalid";
  readonly path: string;
  readonly code: InvalidCode;

  /**
   * Without a `reason` the code stands for it. `options.cause` is what a schema threw; it may tell of more than the value, and stays
   * where it was thrown.
   */
  constructor(
    path: string,
    reason: string | undefined,
    code: InvalidCode = "value.refused",
    options?: { readonly cause?: unknown },
  ) {
    const why = reason ?? code;
    super(path === "" ? why : `${path}: ${why}`, options);
    this.path = path;
    this.code = code;
  }
}

/** What is stored does not fit the definition, or cannot be brought to its version: the room does not open. */
export class Incompatible extends Error {
  override readonly name = "Incompatible";
  readonly code = "schema.incompatible";
  readonly path: string;

  /** Without a `reason` the code stands for it. */
  constructor(path: string, reason: string | undefined, options?: { readonly cause?: unknown }) {
    const why = reason ?? "schema.incompatible";
    super(path === "" ? why : `${path}: ${why}`, options);
    this.path = path;
  }
}

/** The room has not arrived yet, so there is nothing to update. */
export class RoomLoading extends Error {
  override readonly name = "RoomLoading";
  readonly code = "room.loading";

  constructor(
    message = inWords(() => "The room is still loading; wait until it is ready") ?? "room.loading",
  ) {
    super(message);
  }
}

/** A change that was refused: by the schema, a permission, the app's rule or a mutation that threw. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;
  readonly path: string | undefined;

  /** Without a `message` the code stands for it. */
  constructor(code: string, message: string | undefined, path?: string) {
    super(message ?? code);
    this.code = code;
    this.path = path;
  }
}
