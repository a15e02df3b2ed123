import { createECDH, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { keysOf, signingKey } from "../../src/web-push/vapid.ts";

test.each(["1", "ab".repeat(31), "7f".repeat(32)])(
  "[R1899] the key %s is written in 32 bytes, and read again as it was",
  (hex) => {
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(Buffer.from(hex.padStart(64, "0"), "hex"));
    const keys = keysOf(ecdh);
    expect(Buffer.from(keys.privateKey, "base64url").toString("hex")).toBe(hex.padStart(64, "0"));
    const { x, y } = createPublicKey(signingKey(keys)).export({ format: "jwk" });
    const point = Buffer.from(keys.publicKey, "base64url");
    expect([x, y]).toEqual([point.toString("base64url", 1, 33), point.toString("base64url", 33)]);
  },
);
