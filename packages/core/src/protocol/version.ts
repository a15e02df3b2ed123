/**
 * Versions of the wire, newest first. A server speaks all of them; a client offers those it knows in `hello`.
 *
 * - 1: objects with a `type`, the room by its id in every message. Nobody speaks it any more.
 * - 2: positional arrays with a tag first, one message a text frame; a seat by its number.
 */
export const WIRE_VERSIONS: readonly number[] = [2];

/**
 * What this side can beyond the version, as `hello` and `welcome` tell it.
 *
 * - beat: a page whose person is active, with others in a room, is heard every `BEAT_MS` at least. Where it has nothing to say, it says
 *   that nothing of its presence is another.
 * - feeds: so is what is done to posts, and questions about feeds.
 * - locks: soft locks are known. A server that does not know them would end the connection of who asks for one.
 * - look: so is what a page looks at.
 * - past: so are questions about the past of a room.
 * - series: so are those who watch series.
 * - to: so are events to some.
 */
export const FEATURES: readonly string[] = [
  "beat",
  "feeds",
  "locks",
  "look",
  "past",
  "series",
  "to",
];

/** So often a page is heard that has promised to be, in ms. */
export const BEAT_MS = 1500;

/** The newest version both sides speak, or undefined. */
export function agreeOnVersion(offered: readonly number[]): number | undefined {
  return WIRE_VERSIONS.find((version) => offered.includes(version));
}
