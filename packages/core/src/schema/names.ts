/** A name as it stands in a path that people read: in quotes where it is not a plain word. */
export function nameInPath(name: string): string {
  return /^[\w$-]+$/.test(name) ? name : JSON.stringify(name);
}
