import { createECDH, createPrivateKey, type ECDH, type KeyObject, sign } from "node:crypto";

/** By what push services know an app again. */
export interface VapidKeys {
  /** 65 bytes in base64url. Pages subscribe with it: `applicationServerKey`. */
  readonly publicKey: string;
  /** 32 bytes in base64url. */
  readonly privateKey: string;
}

/** So long is one token good; push services take a day at most. */
const GOOD_S = 12 * 60 * 60;

/** New keys, to be made once and kept: with others, browsers have to subscribe again. */
export function vapidKeys(): VapidKeys {
  const ecdh = createECDH("prime256v1");
  ecdh.generateKeys();
  return keysOf(ecdh);
}

/** Its keys as they are written down. */
export function keysOf(ecdh: ECDH): VapidKeys {
  // Node leaves out the zeros that one key in 256 begins with.
  const bytes = Buffer.from(ecdh.getPrivateKey("hex").padStart(64, "0"), "hex");
  return {
    publicKey: ecdh.getPublicKey("base64url"),
    privateKey: bytes.toString("base64url"),
  };
}

/** The key that signs. Throws `TypeError` for keys that do not belong together; it does not say what they were. */
export function signingKey({ publicKey, privateKey }: VapidKeys): KeyObject {
  const wrong = "webPush: vapid should have the publicKey and privateKey that vapidKeys() returned";
  try {
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(Buffer.from(privateKey, "base64url"));
    const point = ecdh.getPublicKey();
    if (point.toString("base64url") !== publicKey) throw new TypeError(wrong);
    const x = point.toString("base64url", 1, 33);
    const y = point.toString("base64url", 33);
    const key = { kty: "EC", crv: "P-256", d: privateKey, x, y } as const;
    return createPrivateKey({ key, format: "jwk" });
  } catch {
    throw new TypeError(wrong);
  }
}

/** The header by which a push service knows who sends (RFC 8292). */
export function authorization(
  endpoint: URL,
  subject: string,
  publicKey: string,
  key: KeyObject,
  now: number,
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { aud: endpoint.origin, exp: Math.floor(now / 1000) + GOOD_S, sub: subject };
  const signed = `${part({ typ: "JWT", alg: "ES256" })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `vapid t=${signed}.${signature.toString("base64url")}, k=${publicKey}`;
}
