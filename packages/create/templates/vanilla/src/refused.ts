import type { Readable, Rejected } from "@alongside/client";
import { element } from "./element.ts";

type Shown = Pick<Rejected, "message" | "retry" | "discard">;

/** What the server refused. It is off the screen already; here is why, and another try. */
export function refused(rejected: Readable<readonly Shown[]>): HTMLElement {
  const list = element("ul", { className: "refused", role: "alert" });
  const show = (): void =>
    list.replaceChildren(
      ...rejected.get().map((change) =>
        element(
          "li",
          {},
          element("span", { textContent: change.message }),
          button("Try again", () => change.retry()),
          button("Dismiss", () => change.discard()),
        ),
      ),
    );
  rejected.subscribe(show);
  show();
  return list;
}

function button(textContent: string, onclick: () => void): HTMLElement {
  return element("button", { type: "button", textContent, onclick });
}
