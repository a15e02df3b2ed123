import { createServer, type ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { interceptRequests } from "../../src/http/intercept.ts";

/** A server of a team, before which two others take what comes to `/a` and `/b`. */
function intercepted() {
  const server = createServer();
  const said: string[] = [];
  server.on("request", ({ url }) => void said.push(`team ${url}`));
  const before = (path: string): (() => void) =>
    interceptRequests(server, ({ url }) => {
      if (url === path) said.push(`own ${url}`);
      return url === path;
    });
  return {
    ends: { a: before("/a"), b: before("/b") },
    ask(): readonly string[] {
      said.length = 0;
      for (const url of ["/a", "/b", "/"]) server.emit("request", { url }, {} as ServerResponse);
      return [...said];
    },
  };
}

test("[R252] two servers on one of a team's each take what is theirs", () => {
  expect(intercepted().ask()).toEqual(["own /a", "own /b", "team /"]);
});

test.each([["a", "b"] as const, ["b", "a"] as const])(
  "[R252] they go in either order, %s first, and leave the team's as it was",
  (first, second) => {
    const { ends, ask } = intercepted();
    ends[first]();
    expect(ask().toSorted()).toEqual([`own /${second}`, "team /", `team /${first}`]);
    ends[second]();
    expect(ask()).toEqual(["team /a", "team /b", "team /"]);
  },
);
