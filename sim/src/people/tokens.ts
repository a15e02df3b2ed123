import type { Authenticated } from "@alongside/server";
import { Refused } from "@alongside/core";
import type { SimClock } from "../env/sim-time.ts";
import type { Surroundings } from "../surroundings.ts";

/** Nobody could be asked for a token just now. */
class NoToken extends Error {
  override readonly name = "NoToken";
}

/** Where a page gets its tokens: mostly at once, sometimes late, sometimes an old one, sometimes not at all. */
export function tokensOf(
  user: string,
  clock: SimClock,
  { random, time, tokenMs, isCalm }: Surroundings,
): () => string | Promise<string> {
  let last: string | undefined;
  return () => {
    if (tokenMs === undefined) return user;
    const roll = isCalm() ? 1 : random.next();
    if (roll < 0.03) throw new NoToken("Nobody answers");
    if (roll < 0.1 && last !== undefined) {
      // One that is refused is asked for anew once: twice the same old one would keep the page out.
      const old = last;
      last = undefined;
      return old;
    }
    const token = `${user}@${Math.round(time.now)}`;
    last = token;
    if (roll > 0.3) return token;
    return new Promise((resolve) => clock.after(random.between(1, 300), () => resolve(token)));
  };
}

/** Who shows a token, by the server's clock. Throws `Refused` for one that has ended. */
export function readToken(token: string, now: number, tokenMs: number | undefined): Authenticated {
  const [id = "", issued] = token.split("@");
  // All ask for one colour, which one of them has.
  const user = { id, name: id, color: "#1767d1" };
  if (issued === undefined || tokenMs === undefined) return { user };
  const expires = Number(issued) + tokenMs;
  if (expires <= now) throw new Refused("auth.expired", "The token has expired");
  return { user, expires };
}
