/** SipHash-2-4 of a text's UTF-8, with the key as two 64-bit numbers: 64 bits that nobody can tell from random ones without the key. */
export function sipHash(k0: bigint, k1: bigint, text: string): bigint {
  const bytes = new TextEncoder().encode(text);
  let [v0, v1] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn];
  let [v2, v3] = [k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n];
  const add = (a: bigint, b: bigint): bigint => BigInt.asUintN(64, a + b);
  const turn = (a: bigint, by: bigint): bigint => BigInt.asUintN(64, (a << by) | (a >> (64n - by)));
  const rounds = (many: number): void => {
    for (let i = 0; i < many; i++) {
      v0 = add(v0, v1);
      v1 = turn(v1, 13n) ^ v0;
      v0 = turn(v0, 32n);
      v2 = add(v2, v3);
      v3 = turn(v3, 16n) ^ v2;
      v0 = add(v0, v3);
      v3 = turn(v3, 21n) ^ v0;
      v2 = add(v2, v1);
      v1 = turn(v1, 17n) ^ v2;
      v2 = turn(v2, 32n);
    }
  };
  const words = (bytes.length >> 3) + 1;
  for (let word = 0; word < words; word++) {
    let m = word === words - 1 ? BigInt(bytes.length & 255) << 56n : 0n;
    for (let i = 0; i < 8; i++) m |= BigInt(bytes[word * 8 + i] ?? 0) << BigInt(8 * i);
    v3 ^= m;
    rounds(2);
    v0 ^= m;
  }
  v2 ^= 255n;
  rounds(4);
  return v0 ^ v1 ^ v2 ^ v3;
}

/** Characters of a secret: each is 6 bits, and a key has 128. */
export const SECRET_LENGTH = 22;

/**
 * The client id under which what `client` had not saved goes on in a log named `epoch`. Whoever knows the secret comes to the same
 * one, so that all who send the same queue send the same changes, which count once. Nobody else can: an id that others could work
 * out they could take first, and the room would refuse it to its owner. So it is a keyed hash, 96 bits of SipHash: that is small,
 * and there at once on pages without `crypto.subtle`, as those on plain HTTP are. The old id is part of it, as a log that is copied
 * back by hand, twice, has the same epoch each time.
 */
export function derivedId(secret: string, epoch: string, client: string): string {
  const [k0, k1] = [secret.slice(0, 11), secret.slice(11)].map((half) =>
    BigInt.asUintN(
      64,
      Array.from(half).reduce((key, letter) => key * 64n + BigInt(ALPHABET.indexOf(letter)), 0n),
    ),
  ) as [bigint, bigint];
  const bits = [0, 1].reduce(
    (all, part) => (all << 64n) | sipHash(k0, k1, `${part} ${epoch} ${client}`),
    0n,
  );
  let id = "";
  for (let i = 0; i < 16; i++) id += ALPHABET[Number((bits >> BigInt(6 * i)) & 63n)];
  return id;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
