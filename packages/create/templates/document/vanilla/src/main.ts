import { Document } from "../rooms/document.ts";
import { client } from "./client.ts";
import { openEditor } from "./editor.ts";
import { element } from "./element.ts";
import { header } from "./header.ts";
import { refused } from "./refused.ts";
import { roomId } from "./room-id.ts";
import "@alongside/ui/styles.css";
import "./app.css";
import "./document.css";

const room = client.join(Document, roomId());
const title = element("input", { className: "title", ariaLabel: "Title", maxLength: 80 });
const final = element("button", { type: "button", disabled: true });
const sheet = element("div", { className: "sheet" });

title.addEventListener("blur", () => {
  if (title.value !== room.get()?.title) room.mutate.rename({ title: title.value });
});
title.addEventListener("keydown", ({ key }) => {
  if (key === "Enter") title.blur();
});
final.addEventListener("click", () => {
  room.update((doc) => {
    doc.isFinal = !doc.isFinal;
  });
});

document
  .getElementById("app")
  ?.append(
    header("my-app", room, title, final),
    element("main", {}, sheet),
    refused(room.rejected),
  );
openEditor(sheet, room);

room.subscribe(
  (state) => state.title,
  (now) => (title.value = now),
);
room.subscribe(
  (state) => state.isFinal,
  (isFinal) => {
    final.disabled = false;
    final.textContent = isFinal ? "Take that back" : "Make it final";
    title.readOnly = isFinal;
  },
);
