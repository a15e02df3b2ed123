/**
 * The part of Standard Schema (https://standardschema.dev) that Alongside reads. zod, valibot, arktype and others speak
 * it, so a room is declared with the library the team already uses.
 */
export interface Schema<Input = unknown, Output = unknown> {
  readonly "~standard": SchemaProps<Input, Output>;
}

/** The properties under `~standard`, version 1. */
export interface SchemaProps<Input = unknown, Output = unknown> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** The answer of a schema. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One reason for a refusal. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Schemas by name. */
export interface Schemas {
  readonly [name: string]: Schema;
}

/** What a caller may give. */
export type In<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];

/** What is stored and read. */
export type Out<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];

/** Whether this is a schema; arktype's are functions. */
export function isSchema(value: unknown): value is Schema {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  const props = (value as { readonly "~standard"?: unknown })["~standard"];
  return (
    typeof props === "object" &&
    props !== null &&
    "validate" in props &&
    typeof props.validate === "function"
  );
}
