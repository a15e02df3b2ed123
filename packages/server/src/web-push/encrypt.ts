import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";

/** What of a message reaches a browser at least: a record has 4,096 bytes. */
export const MOST_BYTES = 3993;

const RECORD = 4096;

/** What makes a message unlike every other one. A test says it. */
interface Chance {
  readonly ecdh: ECDH;
  readonly salt: Buffer;
}

/**
 * A message that only one browser reads, as RFC 8291 has it: the body of a request with `Content-Encoding: aes128gcm`. `p256dh` and `auth` are
 * of the browser's subscription, in base64url. Throws `Error` for keys that are none.
 */
export function encrypt(
  message: Buffer,
  { p256dh, auth }: { readonly p256dh: string; readonly auth: string },
  { ecdh, salt }: Chance = { ecdh: newKeys(), salt: randomBytes(16) },
): Buffer {
  if (message.length > MOST_BYTES)
    throw new RangeError(`A push has ${MOST_BYTES} bytes at most, got ${message.length}`);
  const theirs = Buffer.from(p256dh, "base64url");
  const ours = ecdh.getPublicKey();
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), theirs, ours]);
  const shared = ecdh.computeSecret(theirs);
  const secret = derived(shared, Buffer.from(auth, "base64url"), info, 32);
  const key = derived(secret, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = derived(secret, salt, "Content-Encoding: nonce\0", 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const head = Buffer.alloc(21);
  salt.copy(head);
  head.writeUInt32BE(RECORD, 16);
  head.writeUInt8(ours.length, 20);
  // The 2 says that this is the last record.
  const sealed = [cipher.update(message), cipher.update(Buffer.of(2)), cipher.final()];
  return Buffer.concat([head, ours, ...sealed, cipher.getAuthTag()]);
}

function newKeys(): ECDH {
  const ecdh = createECDH("prime256v1");
  ecdh.generateKeys();
  return ecdh;
}

function derived(from: Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", from, salt, info, length));
}
