import { expect, test } from "vitest";
import { checkOrigins, isOriginAllowed } from "../../src/transports/origins.ts";

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

test.each(["example.com", "https://example.com/", "https://example.com/app", "*"])(
  "[R130] %s is not an origin",
  (origin) => {
    expect(() => checkOrigins([origin])).toThrow(
      `origins: "${origin}" is not an origin; write it as https://app.example.com`,
    );
  },
);
