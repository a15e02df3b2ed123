import { openText, type Readable, type Room } from "@alongside/client";
import { bindQuill } from "@alongside/editors/quill";
import Quill from "quill";
import { Document } from "../rooms/document.ts";
import "quill/dist/quill.snow.css";

/** Quill in `place`, with what everybody writes. Returns what takes it away again. */
export function openEditor(place: HTMLElement, room: Room<typeof Document>): () => void {
  const formats = Object.keys(Document.storage.body.attributes);
  const root = place.appendChild(document.createElement("div"));
  const quill = new Quill(root, {
    theme: "snow",
    formats,
    placeholder: "Write something. Everybody in this room sees it as you type.",
    modules: {
      history: { userOnly: true },
      toolbar: [
        [{ header: [1, 2, 3, false] }],
        ["bold", "italic", "underline", "link"],
        [{ list: "ordered" }, { list: "bullet" }],
        ["clean"],
      ],
    },
  });
  const text = openText(room, (doc) => doc.body);
  // Nobody writes what the server would refuse.
  const canWrite: Readable<boolean> = {
    get: () => text.canWrite.get() && room.get()?.isFinal === false,
    subscribe(callback) {
      const tell = (): void => callback(canWrite.get());
      const stops = [text.canWrite.subscribe(tell), room.subscribe(tell)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
  const { detach } = bindQuill(quill, { ...text, canWrite }, { formats });
  return () => {
    detach();
    place.replaceChildren();
  };
}
