import type { RoomExport } from "@alongside/client";
import { wordsOf } from "./change-words.ts";

/** What is not on the server, as a file that people can read and keep: the words first, then all of it. */
export function exportFile(rooms: readonly RoomExport[]): string {
  const words = rooms.flatMap(({ changes }) => changes.map(({ ops }) => wordsOf(ops))).join("");
  return JSON.stringify({ words, rooms }, undefined, 2);
}

/** Has the browser save a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Once the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
