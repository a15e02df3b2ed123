/** Why `fetch` has failed, in words or as a code such as ECONNREFUSED. */
export function reasonOf(error: unknown): string {
  const { cause, message, name } = error as Error;
  if (name === "TimeoutError") return "it takes too long";
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? (cause instanceof Error ? cause.message : message);
}
