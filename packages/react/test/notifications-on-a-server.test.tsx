// @vitest-environment node
import { Bell, Inbox, useNotifications } from "@alongside/react/inbox";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";

test("[R1886] on a server the inbox is loading, and marks nothing", () => {
  function Own() {
    const { name, unseen, inbox } = useNotifications();
    inbox.markAll("seen");
    return `${name} ${unseen}`;
  }
  expect(renderToString(<Own />)).toBe("loading 0");
});

test("[R1920] a server renders a bell that counts nothing yet, and an inbox that is loading", () => {
  expect(renderToString(<Bell />)).toContain('aria-label="Notifications"');
  expect(renderToString(<Inbox />)).toContain("Loading…");
});
