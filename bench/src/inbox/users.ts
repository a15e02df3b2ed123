/** The id of a user with an inbox. */
export function userOf(i: number): string {
  return `user-${i}`;
}
