/** What a promise of the past comes to, while the server's time passes. */
export async function asked<T>(
  server: { pass(ms: number): Promise<void> },
  asking: Promise<T>,
): Promise<T> {
  const state = { isOver: false };
  const end = (): void => void (state.isOver = true);
  asking.then(end, end);
  for (let i = 0; i < 400 && !state.isOver; i++) await server.pass(5);
  return asking;
}
