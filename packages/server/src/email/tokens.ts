import { createHmac, timingSafeEqual } from "node:crypto";

/** Made for nothing else, whatever else a secret signs. */
const PURPOSE = "alongside unsubscribe ";

/** The token by which a user ends e-mail without signing in. It is good for as long as the secret is. */
export function tokenOf(user: string, secret: string): string {
  return `${Buffer.from(user).toString("base64url")}.${signed(user, secret).toString("base64url")}`;
}

/** The user to whom a token was given; undefined for what is none. */
export function userOfToken(token: string, secrets: readonly string[]): string | undefined {
  const [name = "", signature = ""] = token.split(".");
  const user = Buffer.from(name, "base64url").toString("utf8");
  const given = Buffer.from(signature, "base64url");
  const isOne = secrets.some((secret) => {
    const right = signed(user, secret);
    return given.length === right.length && timingSafeEqual(given, right);
  });
  return isOne && user !== "" ? user : undefined;
}

function signed(user: string, secret: string): Buffer {
  return createHmac("sha256", secret)
    .update(PURPOSE + user)
    .digest();
}
