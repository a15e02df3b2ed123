import { asObject, asString } from "./shape.ts";

/** Sent before the token runs out, so that the connection lives on under the new one. */
export interface Auth {
  readonly type: "auth";
  readonly token: string;
}

export function parseAuth(value: unknown): Auth {
  return { type: "auth", token: asString(asObject(value, "auth")["token"], "auth.token", 16_384) };
}
