/**
 * Whether what is rendered is sent and not shown, so that no room is joined: where there is no document. React Native has none either,
 * and shows what it renders. Asked at each use: who tests pages in one process with their server takes the page away.
 */
export function isServer(): boolean {
  if (typeof document !== "undefined") return false;
  return typeof navigator === "undefined" || navigator.product !== "ReactNative";
}
