import { asArray, asCount, asObject, asString } from "./shape.ts";

/** So many messages may follow hello at once: the server keeps them until it has looked at the token. */
export const GREETING_MESSAGES = 64;

/** As many bytes may hello and what follows it have, as UTF-8, until the server has said welcome. */
export const GREETING_BYTES = 64 * 1024;

/** The first frame of a connection: who is calling, and which versions of the wire it speaks. */
export interface Hello {
  readonly type: "hello";
  readonly versions: readonly number[];
  /** Made at random by the client, new on every page load. */
  readonly client: string;
  /** What `getToken` answered. */
  readonly token?: string;
  /** Without a token: a secret that keeps a guest's identity over page loads. Used in development mode only. */
  readonly guest?: string;
}

export function parseHello(value: unknown): Hello {
  const message = asObject(value, "hello");
  const token = message["token"];
  const guest = message["guest"];
  return {
    type: "hello",
    versions: asArray(message["versions"], "hello.versions", 16).map((version) =>
      asCount(version, "hello.versions", 1),
    ),
    client: asString(message["client"], "hello.client", 24),
    ...(token !== undefined && { token: asString(token, "hello.token", 16_384) }),
    ...(guest !== undefined && { guest: asString(guest, "hello.guest", 64) }),
  };
}
