import type { Json } from "../json.ts";
import type { TextJson, TextValue } from "../text/text-value.ts";
import type { TextDraft } from "../text/text-draft.ts";
import type { Counter, CounterDraft } from "./counter/types.ts";
import type { List, ListDraft } from "./list/types.ts";
import type { MapDraft, MapOf } from "./map/types.ts";
import type { RecordOf } from "./record/types.ts";
import type { Text } from "./text/types.ts";
import type { In, Out, Schema, Schemas } from "./standard-schema.ts";

type Primitive = string | number | boolean | null | undefined;

type MutableJson =
  | null
  | boolean
  | number
  | string
  | MutableJson[]
  | { [key: string]: MutableJson };

/** `T`, readonly at any depth: a plain value is replaced whole. */
export type Frozen<T> = unknown extends T
  ? T
  : [MutableJson] extends [T]
    ? Json // by its short name
    : FrozenPart<T>;

type FrozenPart<T> = T extends Primitive
  ? T
  : T extends readonly (infer U)[]
    ? number extends T["length"]
      ? readonly Frozen<U>[] // written out, so that recursive types end
      : { readonly [K in keyof T]: Frozen<T[K]> }
    : { readonly [K in keyof T]: Frozen<T[K]> };

/** One object type out of an intersection, so that hovering shows fields and no machinery. */
export type Flat<T> = { [K in keyof T]: T[K] } & {};

type OptionalKeys<F> = {
  [K in keyof F]-?: F[K] extends Schema ? (undefined extends Out<F[K]> ? K : never) : never;
}[keyof F];

type PlainKeys<F> = { [K in keyof F]-?: F[K] extends Schema ? K : never }[keyof F];

// Reading

type ReadField<T> = T extends Schema
  ? Frozen<Out<T>>
  : T extends Counter
    ? number
    : T extends Text
      ? TextValue
      : T extends List<infer I>
        ? readonly ReadItem<I>[]
        : T extends MapOf<infer I>
          ? ReadonlyMap<string, ReadItem<I>>
          : T extends RecordOf<infer F>
            ? Flat<ReadFields<F>>
            : never;

type ReadItem<I> = I extends Schema
  ? { readonly id: string; readonly value: Frozen<Out<I>> }
  : ReadRecord<I>;

type ReadFields<F> = {
  readonly [K in keyof F as K extends OptionalKeys<F> ? never : K]: ReadField<F[K]>;
} & {
  readonly [K in keyof F as K extends OptionalKeys<F> ? K : never]?: ReadField<F[K]>;
};

/** A record as it reads. */
export type ReadRecord<F> = Flat<{ readonly id: string } & ReadFields<F>>;

/** The storage of a room as it reads: immutable, and `===` where unchanged. */
export type ReadStorage<S> = Flat<ReadFields<S>>;

// Writing

type DraftField<T> = T extends Counter
  ? CounterDraft
  : T extends Text
    ? TextDraft<AttributesOf<T["attributes"]>, EmbedOf<T["embeds"]>>
    : T extends List<infer I>
      ? ListDraft<DraftItem<I>, NewItem<I>>
      : T extends MapOf<infer I>
        ? MapDraft<DraftItem<I>, NewItem<I>>
        : T extends RecordOf<infer F>
          ? Flat<DraftFields<F>>
          : never;

/** Values of a text's attributes. Without any there are none to give. */
type AttributesOf<A extends Schemas> = [keyof A] extends [never]
  ? { readonly [name: string]: never }
  : { readonly [K in keyof A]?: Frozen<Out<A[K]>> };

/** One kind of embed with its value. */
type EmbedOf<E extends Schemas> = {
  [K in keyof E & string]: { readonly [P in K]: Frozen<Out<E[K]>> };
}[keyof E & string];

type DraftItem<I> = I extends Schema
  ? { readonly id: string; value: Frozen<Out<I>> }
  : DraftRecord<I>;

type DraftFields<F> = {
  -readonly [
    K in keyof F as K extends Exclude<PlainKeys<F>, OptionalKeys<F>> ? K : never
  ]: ReadField<F[K]>;
} & {
  -readonly [K in keyof F as K extends OptionalKeys<F> ? K : never]?: ReadField<F[K]> | undefined;
} & {
  readonly [K in keyof F as K extends PlainKeys<F> ? never : K]: DraftField<F[K]>;
};

/** A record while it is being written. */
export type DraftRecord<F> = Flat<{ readonly id: string } & DraftFields<F>>;

/** The storage of a room while it is being written. */
export type DraftStorage<S> = Flat<DraftFields<S>>;

type NewKeysOptional<F> = {
  [K in keyof F]-?: F[K] extends Schema
    ? undefined extends In<F[K]>
      ? K
      : never
    : F[K] extends RecordOf<infer G>
      ? [Exclude<keyof G, NewKeysOptional<G>>] extends [never]
        ? K
        : never
      : K;
}[keyof F];

type NewField<T> = T extends Schema
  ? Frozen<In<T>>
  : T extends Counter
    ? number
    : T extends Text
      ? TextJson | TextValue
      : T extends List<infer I>
        ? readonly NewItem<I>[]
        : T extends MapOf<infer I>
          ? { readonly [key: string]: NewItem<I> }
          : T extends RecordOf<infer F>
            ? NewRecord<F>
            : never;

/** What makes an item: fields with a default, lists, maps, counters, texts and records of these may be left out. */
export type NewItem<I> = I extends Schema ? Frozen<In<I>> : NewRecord<I>;

/** What makes a record. */
export type NewRecord<F> = Flat<
  {
    readonly [K in keyof F as K extends NewKeysOptional<F> ? never : K]: NewField<F[K]>;
  } & {
    readonly [K in keyof F as K extends NewKeysOptional<F> ? K : never]?:
      | NewField<F[K]>
      | undefined;
  }
>;
