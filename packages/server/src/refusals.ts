import { Invalid, Refused } from "@alongside/core";
import { type Clock, type Code, CODES, Incompatible } from "@alongside/core/engine";

/** Why somebody may not enter a room. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** For how many ms there is no use in asking again. */
  readonly wait?: number;
}

/** The app could not say what a user may do. */
export const NO_RIGHTS: Refusal = {
  code: "auth.unavailable",
  message: "What this user may do here could not be checked just now",
};

/**
 * A refusal of the app's as clients understand it. They know the codes of `CODES` and try again after any other, so a code of the
 * app's own becomes `code`; its message stays.
 */
export function told(refused: Refused, code: Code): Refused {
  return Object.hasOwn(CODES, refused.code) ? refused : new Refused(code, refused.message);
}

/** Whether the engine found the reason, or the app gave it on purpose. What else an app's function threw is not told to clients. */
export function isOwnReason({ cause }: Error): boolean {
  return [Incompatible, Invalid, Refused].some((kind) => cause instanceof kind) || !cause;
}

/** What `asked` resolves with. Rejects when that takes longer than `ms`: what waits for an app's function does not wait for ever. */
export async function within<T>(
  clock: Clock,
  ms: number,
  asked: Promise<T>,
  name: string,
): Promise<T> {
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () =>
      reject(new Error(`${name} did not answer within ${ms} ms; see limits.authenticateMs`)),
    );
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    cancel?.();
  }
}
