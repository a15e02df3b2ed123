import { asString, asTuple } from "./shape.ts";

/** Sent before the token runs out, so that the connection lives on under the new one. On the wire `["a", token]`. */
export interface Auth {
  readonly type: "auth";
  readonly token: string;
}

export function parseAuth(parts: readonly unknown[]): Auth {
  asTuple(parts, "auth", 2);
  return { type: "auth", token: asString(parts[1], "auth.token", 16_384) };
}

export function encodeAuth({ token }: Pick<Auth, "token">): string {
  return JSON.stringify(["a", token]);
}
