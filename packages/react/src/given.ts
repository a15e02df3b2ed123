/** Names a value that was given in place of another, for an error: `undefined`, `"text"`, `a promise`, `an object`. */
export function given(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 64));
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return String(value);
  return "then" in value && typeof value.then === "function" ? "a promise" : "an object";
}
