import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { jwt, type JwtOptions } from "../../src/auth/jwt.ts";

const SECRET = "a secret of thirty-two bytes or more";
const request = { url: "/live", headers: {}, address: "10.0.0.1" };
const ask = async (options: JwtOptions, token: string | undefined) =>
  jwt(options)(token, request, {});

const key = (secret = SECRET) => new TextEncoder().encode(secret);
const token = (claims: Record<string, unknown> = { sub: "ann" }) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h");

test("[R138] a signed token says who is calling, and until when", async () => {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const signed = await token({ sub: "ann", name: "Ann", color: "#123456" })
    .setExpirationTime(exp)
    .sign(key());
  expect(await ask({ secret: SECRET }, signed)).toEqual({
    user: { id: "ann", name: "Ann", color: "#123456" },
    expires: exp * 1000,
  });
});

test("[R138] name and colour are found for a token that has none", async () => {
  const { user } = await ask({ secret: SECRET }, await token().sign(key()));
  expect(user).toMatchObject({ id: "ann", name: "ann" });
  expect(user.color).toMatch(/^#[0-9a-f]{6}$/);
});

/** As an app that knows people by their address would have it. */
const byEmail = (claims: JWTPayload) => ({
  id: String(claims["email"]),
  name: "Ann",
  color: "teal",
  team: "blue",
});

test("[R138] the app may map claims to users itself", async () => {
  const signed = await token({ email: "ann@example.com" }).sign(key());
  expect((await ask({ secret: SECRET, user: byEmail }, signed)).user).toEqual({
    id: "ann@example.com",
    name: "Ann",
    color: "teal",
    team: "blue",
  });
});

test("[R138] a token by another hand, of another kind or without a subject is refused", async () => {
  const wrong = [
    undefined,
    "",
    "not a token",
    await token().sign(key("another secret of thirty-two bytes!!")),
    await token({ name: "Ann" }).sign(key()),
    new UnsecuredJWT({ sub: "ann" }).encode(),
    `${(await token().sign(key())).slice(0, -4)}AAAA`,
    await token().setNotBefore("1h").sign(key()),
  ];
  for (const bad of wrong)
    await expect(ask({ secret: SECRET }, bad)).rejects.toMatchObject({ code: "auth.failed" });
});

test("[R138] issuer and audience have to be the expected ones", async () => {
  const options = { secret: SECRET, issuer: "https://login.example", audience: ["board", "chat"] };
  const signed = await token().setIssuer("https://login.example").setAudience("chat").sign(key());
  expect((await ask(options, signed)).user.id).toBe("ann");
  const other = await token().setIssuer("https://login.example").setAudience("billing").sign(key());
  await expect(ask(options, other)).rejects.toMatchObject({ code: "auth.failed" });
  await expect(ask(options, await token().setAudience("chat").sign(key()))).rejects.toMatchObject({
    code: "auth.failed",
  });
});

test("[R679] an expired token is refused as that", async () => {
  const signed = await token().setExpirationTime("-1m").sign(key());
  await expect(ask({ secret: SECRET }, signed)).rejects.toMatchObject({ code: "auth.expired" });
});

test("[R138] a public key checks what its private key signed, and is never taken for a secret", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const signed = await new SignJWT({ sub: "ann" })
    .setProtectedHeader({ alg: "ES256" })
    .sign(privateKey);
  expect((await ask({ publicKey: pem }, signed)).user.id).toBe("ann");
  expect((await ask({ publicKey }, signed)).user.id).toBe("ann");
  const forged = await token().sign(key(pem));
  await expect(ask({ publicKey: pem }, forged)).rejects.toMatchObject({ code: "auth.failed" });
});

test("[R290] a token that names an algorithm the key cannot have is refused, and costs no line in the log", async () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  for (const [alg, namedCurve] of [
    ["ES256", "P-256"],
    ["ES384", "P-384"],
  ] as const) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve });
    const signed = await new SignJWT({ sub: "ann" }).setProtectedHeader({ alg }).sign(privateKey);
    await expect(ask({ publicKey }, signed)).rejects.toMatchObject({ code: "auth.failed" });
  }
  const { publicKey: sharing } = generateKeyPairSync("x25519");
  expect(() => jwt({ publicKey: sharing })).toThrow("jwt: publicKey should be an RSA, EC");
});

test("[R138] keys at a URL; while nobody answers there, a token is neither good nor bad", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let status = 503;
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256" }],
  });
  const login = createServer((_, response) => response.writeHead(status).end(keys)).listen(
    0,
    "127.0.0.1",
  );
  onTestFinished(() => void login.close());
  await new Promise((resolve) => login.once("listening", resolve));
  const jwks = `http://127.0.0.1:${(login.address() as AddressInfo).port}/jwks.json`;
  const authenticate = jwt({ jwks });
  const sign = (kid: string) =>
    new SignJWT({ sub: "ann" }).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
  // Not a `Refused`: the session says `auth.unavailable`, and the server's log why.
  await expect(authenticate(await sign("one"), request, {})).rejects.toMatchObject({
    message: "The token could not be checked: its key could not be had",
    cause: { message: expect.stringContaining("200 OK") },
  });
  status = 200;
  expect((await authenticate(await sign("one"), request, {})).user.id).toBe("ann");
  await expect(authenticate(await sign("two"), request, {})).rejects.toMatchObject({
    code: "auth.failed",
  });
});

test("[R138] a secret that is too short to be one is refused at once", () => {
  expect(() => jwt({ secret: "short" })).toThrow(
    "jwt: the secret has 5 bytes, it needs at least 32",
  );
});

test("[R290] the app may look up whom a token describes, and what fails there is the app's", async () => {
  const signed = await token().sign(key());
  const user = { id: "ann", name: "Ann", color: "teal" };
  const found = await ask({ secret: SECRET, user: () => Promise.resolve(user) }, signed);
  expect(found.user).toEqual(user);
  const down = new Error("The database is down");
  await expect(ask({ secret: SECRET, user: () => Promise.reject(down) }, signed)).rejects.toBe(
    down,
  );
});
