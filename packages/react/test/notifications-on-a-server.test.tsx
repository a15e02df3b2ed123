// @vitest-environment node
import { useNotifications } from "@alongside/react/inbox";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";

test("[R1886] on a server the inbox is loading, and marks nothing", () => {
  function Bell() {
    const { name, unseen, inbox } = useNotifications();
    inbox.markAll("seen");
    return `${name} ${unseen}`;
  }
  expect(renderToString(<Bell />)).toBe("loading 0");
});
