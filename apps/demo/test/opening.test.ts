import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { RoomStatus } from "@alongside/client";
import { Opening } from "../src/collaboration/Opening.tsx";

function said(code: string, reason: string): string {
  const now: RoomStatus = { name: "refused", pending: 0, saved: "server", code, reason };
  const status = { get: () => now, subscribe: () => () => {} };
  return renderToStaticMarkup(createElement(Opening, { status, thing: "document" }));
}

test("[R428] who may not enter is told in words, without ids; a reason that has none of its own is told as it is", () => {
  const words = said("auth.forbidden", "guest:1R04vw may not enter document:x");
  expect(words).toContain("This document cannot be opened");
  expect(words).toContain("Ask whoever gave you the link");
  expect(words).not.toContain("guest:");
  expect(said("version.unknown", "This page is older than the server.")).toContain(
    "This page is older than the server.",
  );
});
