import { isClientId, systemRandom } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { derivedId, SECRET_LENGTH, sipHash } from "../src/room/derived-id.ts";

const CLIENT = "annsfirstclient1";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

test("[R393] the hash is SipHash-2-4, as its authors' test vectors have it", () => {
  const [k0, k1] = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n];
  const counting = (length: number): string =>
    String.fromCharCode(...Array.from({ length }, (_, i) => i));
  expect(sipHash(k0, k1, "")).toBe(0x726fdb47dd0e0e31n);
  expect(sipHash(k0, k1, counting(1))).toBe(0x74f839c593dc67fdn);
  expect(sipHash(k0, k1, counting(8))).toBe(0x93f5f5799a932462n);
  expect(sipHash(k0, k1, counting(15))).toBe(0xa129ca6149be45e5n);
});

test("[R393] who has the secret comes to the same id, and nobody to one of another secret, epoch or id", () => {
  const secret = systemRandom.id(SECRET_LENGTH);
  const id = derivedId(secret, "E1", CLIENT);
  expect(isClientId(id)).toBe(true);
  expect(derivedId(secret, "E1", CLIENT)).toBe(id);
  const others = [
    derivedId(secret, "E2", CLIENT),
    derivedId(secret, "E1", id),
    derivedId(systemRandom.id(SECRET_LENGTH), "E1", CLIENT),
    ...Array.from({ length: SECRET_LENGTH }, (_, i) => {
      // The lowest bit: of the first letter of each half, the key has the lower four bits alone.
      const flipped = LETTERS[LETTERS.indexOf(secret[i] ?? "") ^ 1] ?? "";
      return derivedId(secret.slice(0, i) + flipped + secret.slice(i + 1), "E1", CLIENT);
    }),
  ];
  expect(new Set([id, ...others]).size).toBe(others.length + 1);
});
