/** What is where in every app, by path. */
const PLACES: Readonly<Record<string, string>> = {
  "server/rules.ts": "who may do what: never reaches the browser",
  "server/rooms.ts": "every kind of room that the server runs",
  "server/alongside.ts": "the server: where rooms are kept, who may come in",
  "server/main.ts": "starts it",
  "server/dev.ts": "starts it with the page from its sources",
  "src/App.tsx": "the page",
  "src/main.ts": "the page",
  "app/page.tsx": "the page, as Next sends it",
  "src/room.ts": "the hooks of the room, typed from its definition",
  "e2e/smoke.spec.ts": "two windows in a browser",
  Dockerfile: "a container; it sets `HOST`, so that it can be reached",
  "deploy/my-app.service": "a systemd unit",
};

/** A table of the files that people edit first: what is in which. */
export function placesOf(
  paths: readonly string[],
  more: Readonly<Record<string, string>> = {},
): string {
  const known = { ...more, ...PLACES };
  const rows = Object.entries(known)
    .filter(([path]) => paths.includes(path))
    .map(([path, words]) => `| \`${path}\` | ${words} |`);
  return ["| | |", "| --- | --- |", ...rows].join("\n");
}
