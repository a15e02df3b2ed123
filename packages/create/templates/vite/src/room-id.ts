/** The room that the address names, as in `?room=plans`. */
export function roomId(): string {
  const named = new URLSearchParams(location.search).get("room") ?? "";
  return /^[\w.:-]{1,128}$/.test(named) ? named : "home";
}
