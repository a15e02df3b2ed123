import { expect, test } from "vitest";
import { checkOrigins, isOriginAllowed, OriginGate } from "../../src/transports/origins.ts";

test.each([
  ["https://app.example.com", "app.example.com", true],
  ["https://app.example.com", "app.example.com:443", true],
  ["https://app.example.com", "APP.example.com", true],
  ["http://localhost:4000", "localhost:4000", true],
  ["http://localhost:5173", "localhost:4000", false],
  ["https://evil.example", "app.example.com", false],
  ["http://app.example.com", "app.example.com:443", false],
  ["null", "app.example.com", false],
  ["https://app.example.com", undefined, false],
  [undefined, "app.example.com", true],
])("[R130] by default a page from %s at host %s: %s", (origin, host, allowed) => {
  expect(isOriginAllowed("same-host", origin, host)).toBe(allowed);
});

test("[R130] a list allows those it names", () => {
  const origins = ["https://a.example", "https://b.example:8443"];
  expect(isOriginAllowed(origins, "https://b.example:8443", "api.example")).toBe(true);
  expect(isOriginAllowed(origins, "https://b.example", "b.example")).toBe(false);
  expect(isOriginAllowed("any", "https://c.example", "d.example")).toBe(true);
});

test.each([
  ["http://localhost:4000", "localhost:4000", true],
  ["http://localhost:5173", "localhost:4000", true],
  ["http://app.localhost:5173", "127.0.0.1:4000", true],
  ["http://[::1]:4000", "[::1]:4000", true],
  ["http://192.168.1.7:4000", "192.168.1.7:4000", true],
  ["http://localhost:5173", "192.168.1.7:4000", true],
  ["http://mybox:4000", "mybox:4000", true],
  ["http://192.168.1.8:4000", "192.168.1.7:4000", false],
  ["https://evil.example", "localhost:4000", false],
  ["https://localhost.evil.example", "localhost:4000", false],
  ["null", "localhost:4000", false],
  // A name that its owner lets point to 127.0.0.1 after the page has come: DNS rebinding.
  ["http://evil.example:4000", "evil.example:4000", false],
  ["http://localhost:4000", "evil.example:4000", false],
  ["http://evil.example:4000", undefined, false],
  [undefined, "localhost:4000", true],
])("[R281] in development a page from %s at host %s: %s", (origin, host, allowed) => {
  expect(isOriginAllowed("local", origin, host, new Set(["mybox"]))).toBe(allowed);
});

test.each([
  ["cross-site", undefined, "local", false],
  ["same-site", undefined, "same-host", false],
  ["cross-site", undefined, "any", true],
  ["same-origin", undefined, "local", true],
  ["none", undefined, "local", true],
  ["cross-site", "https://app.example", ["https://app.example"], true],
] as const)(
  "[R282] a %s request from %s, where %s may connect: %s",
  (site, origin, origins, ok) => {
    const gate = new OriginGate(origins, () => undefined);
    const headers = { host: "localhost", "sec-fetch-site": site, ...(origin && { origin }) };
    expect(gate.refusal(headers) === undefined).toBe(ok);
  },
);

test.each(["example.com", "https://example.com/", "https://example.com/app", "*"])(
  "[R130] %s is not an origin",
  (origin) => {
    expect(() => checkOrigins([origin])).toThrow(
      `origins: "${origin}" is not an origin; write it as https://app.example.com`,
    );
  },
);
