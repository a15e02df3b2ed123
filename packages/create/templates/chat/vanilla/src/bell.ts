import { openInbox } from "@alongside/client/inbox";
import { client } from "./client.ts";
import { element } from "./element.ts";

export const inbox = openInbox(client);

/** How many things are new, and a list of them. */
export function bell(): HTMLElement[] {
  const list = element("ul", { id: "inbox", className: "inbox", popover: "auto" });
  const button = element("button", { type: "button", popoverTargetElement: list });
  button.addEventListener("click", () => inbox.markAll("seen"));
  const show = (): void => {
    const { items, unseen } = inbox.get();
    button.ariaLabel = `Inbox, ${unseen} new`;
    button.replaceChildren("Inbox");
    if (unseen > 0)
      button.append(element("b", { className: "count", textContent: String(unseen) }));
    list.replaceChildren(
      ...items.map(({ key, title, place }) => {
        const href = `?room=${place?.room.split(":")[1] ?? "home"}`;
        const link = element("a", { href, textContent: title });
        link.addEventListener("click", () => inbox.read(key));
        return element("li", {}, link);
      }),
    );
    if (items.length === 0) list.append(element("li", { textContent: "Nothing yet" }));
  };
  inbox.subscribe(show);
  show();
  return [button, list];
}
