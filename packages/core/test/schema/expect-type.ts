/** Whether two types are the same, modifiers included. */
// oxlint-disable typescript/no-unnecessary-type-parameters -- the compiler compares two such functions by identity
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for `true`. */
export type Expect<T extends true> = T;
