import { type Introduction, introductionParts, parseIntroduction } from "./introduction.ts";
import { asString, asTuple } from "./shape.ts";

/**
 * Asks to look again at who is calling: before the token runs out, so that the connection lives on under a new one, or because the page
 * asks to be shown otherwise. On the wire `["a", token, introduction?]`; `token` is null where there is none.
 */
export interface Auth {
  readonly type: "auth";
  readonly token?: string;
  /** Left out, the one before counts. */
  readonly introduction?: Introduction;
}

export function parseAuth(parts: readonly unknown[]): Auth {
  asTuple(parts, "auth", 2, 3);
  const token = parts[1] ?? undefined;
  const introduction = parts[2];
  return {
    type: "auth",
    // Who says nothing else shows a token.
    ...((token !== undefined || introduction === undefined) && {
      token: asString(token, "auth.token", 16_384),
    }),
    ...(introduction !== undefined && {
      introduction: parseIntroduction(introduction, "auth.introduction"),
    }),
  };
}

/** The frame of the message `auth`, as it goes over the wire. */
export function encodeAuth({ token, introduction }: Omit<Auth, "type">): string {
  if (introduction === undefined) return JSON.stringify(["a", token]);
  return JSON.stringify(["a", token ?? null, introductionParts(introduction) ?? [null, null]]);
}
