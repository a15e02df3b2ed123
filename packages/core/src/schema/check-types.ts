import type { List } from "./list/types.ts";
import type { MapOf } from "./map/types.ts";
import type { RecordOf } from "./record/types.ts";
import type { In, Out, Schema } from "./standard-schema.ts";

// A check answers `unknown` for what is right and a sentence for what is wrong. Intersected with a parameter's type, the
// sentence becomes the compiler's message at the field.

type NotJson =
  "This schema's output is not JSON: dates, maps, sets, functions, bigints and instances of classes cannot be shared. Store a string, number or plain object";
type Transforms =
  "This schema transforms its input, so a stored value would not pass it again. Share the plain form and convert where you use it";
type UnknownInput =
  "This schema takes any input, so it may transform it. Do not coerce; where its type was annotated, name the input too, as in z.ZodType<T, T>";
type Reserved =
  "This name is reserved: `id`, `__proto__`, `constructor`, `prototype` and the empty name cannot be fields";
type Dotted = "A field's name has no dot. For a field in another one, use record({ … })";
type NoRecordsInside =
  "A record() holds plain values, counters, texts and records. Put a list or map beside it";
type NeedsInitial =
  "A plain value at the top of storage needs an answer when nothing is stored: give it a default, make it optional, or use value(initial)";

/** The names that no field may have. */
export type ReservedName = "id" | "__proto__" | "constructor" | "prototype" | "";

type Primitive = string | number | boolean | null | undefined;

/** `T` with everything that is not JSON replaced by `never`; a `T` that fits into this is JSON. */
type JsonPartsOf<T> = unknown extends T
  ? T
  : T extends Primitive
    ? T
    : T extends bigint | symbol | ((...args: never) => unknown)
      ? never
      : T extends readonly (infer U)[]
        ? number extends T["length"]
          ? readonly JsonPartsOf<U>[] // written out, so that recursive types end
          : { [K in keyof T]: JsonPartsOf<T[K]> }
        : { [K in keyof T]: JsonPartsOf<T[K]> };

type IsJson<T> = unknown extends T ? true : [T] extends [JsonPartsOf<T>] ? true : false;

type Kind<T> = T extends string
  ? "string"
  : T extends number
    ? "number"
    : T extends boolean
      ? "boolean"
      : T extends null
        ? "null"
        : T extends readonly unknown[]
          ? "array"
          : "object";

// Branded and defaulted schemas have an output narrower than their input, so this compares kinds, not types. The run
// time sees the rest: it refuses each value that validation would change.
type CheckInput<I, O> = unknown extends O
  ? unknown
  : unknown extends I
    ? UnknownInput
    : [O] extends [I]
      ? [Kind<Exclude<I, undefined>>] extends [Kind<Exclude<O, undefined>>]
        ? unknown
        : Transforms
      : Transforms;

export type CheckSchema<S extends Schema> =
  IsJson<Out<S>> extends true ? CheckInput<In<S>, Out<S>> : NotJson;

/** Checks the schemas of presence, events and mutations. */
export type CheckSchemas<P> = {
  readonly [K in keyof P]: P[K] extends Schema ? CheckSchema<P[K]> : unknown;
};

/** Checks the fields of a record. Lists and maps in it have checked their own. */
export type CheckFields<F> = {
  readonly [K in keyof F]: K extends ReservedName
    ? Reserved
    : K extends `${string}.${string}`
      ? Dotted
      : F[K] extends Schema
        ? CheckSchema<F[K]>
        : unknown;
};

/** Checks the fields of a `record()`. */
export type CheckRecord<F> = {
  readonly [K in keyof F]: F[K] extends List | MapOf ? NoRecordsInside : unknown;
} & CheckFields<F>;

/** Checks what a list or map holds. */
export type CheckItem<I> = I extends Schema ? CheckSchema<I> : CheckFields<I>;

/** Checks the top of storage, where plain values are read before anything was written. */
export type CheckStorage<S> = {
  readonly [K in keyof S]: S[K] extends Schema
    ? undefined extends In<S[K]>
      ? unknown
      : NeedsInitial
    : S[K] extends RecordOf<infer F>
      ? { readonly fields: CheckStorage<F> }
      : unknown;
} & CheckFields<S>;
