/**
 * Versions of the wire, newest first. A server speaks all of them; a client offers those it knows in `hello`.
 *
 * - 1: the first. JSON in text frames, one message a frame.
 */
export const WIRE_VERSIONS: readonly number[] = [1];

/** The newest version both sides speak, or undefined. */
export function agreeOnVersion(offered: readonly number[]): number | undefined {
  return WIRE_VERSIONS.find((version) => offered.includes(version));
}
