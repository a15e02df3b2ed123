const PLAIN = /^[A-Za-z0-9.:-]$/;

/** Names that no room may have. */
const TRAPS = new Set(["constructor", "prototype"]);

/** Of the id of a room. */
const MOST = 128;

/**
 * The id of a user's inbox. No two users have the same one: what an id of a room cannot hold stands in it as `_` and its code in UTF-8,
 * `ann_40app.example` for `ann@app.example`. Undefined where that is longer than 128 characters, and for users who have none: the server's own
 * code, agents, and who was erased.
 */
export function inboxOf(user: string): string | undefined {
  if (user === "" || user === "server" || /^(?:agent|erased):/.test(user)) return undefined;
  if (user.length > MOST || !user.isWellFormed()) return undefined;
  const letters = Array.from(user, (letter) => (PLAIN.test(letter) ? letter : escaped(letter)));
  const id = letters.join("");
  const name = TRAPS.has(id) ? escaped(id.slice(0, 1)) + id.slice(1) : id;
  return name.length > MOST ? undefined : name;
}

function escaped(letter: string): string {
  const bytes = Array.from(new TextEncoder().encode(letter));
  return bytes.map((byte) => `_${byte.toString(16).padStart(2, "0")}`).join("");
}
