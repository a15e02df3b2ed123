import type { Room } from "@alongside/client";
import type { Dashboard } from "../rooms/dashboard.ts";
import { element } from "./element.ts";

/** What people say about a moment. */
export function notes(room: Room<typeof Dashboard>): HTMLElement {
  const field = element("input", {
    ariaLabel: "Note",
    placeholder: "What happens now?",
    maxLength: 200,
  });
  const add = element("button", { textContent: "Add", disabled: true });
  const form = element("form", {}, field, add);
  const list = element("ul");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    const self = room.self.get();
    if (text === "" || self === undefined) return;
    room.update((doc) => {
      doc.notes.push({ at: Date.now(), text, by: self.id, name: self.name });
    });
    field.value = "";
  });
  room.subscribe(
    (dashboard) => dashboard.notes,
    (all) => {
      add.disabled = false;
      list.replaceChildren(
        ...all.toReversed().map(({ id, at, text, name }) => {
          const remove = element("button", { type: "button", textContent: "Take away" });
          remove.addEventListener("click", () => room.update((doc) => doc.notes.delete(id)));
          const when = `${name}, ${new Date(at).toLocaleTimeString()}`;
          const words = element("p", {}, text, " ", element("small", { textContent: when }));
          return element("li", {}, words, remove);
        }),
      );
    },
  );
  return element("section", { className: "card notes" }, element("h2", {}, "Notes"), form, list);
}
