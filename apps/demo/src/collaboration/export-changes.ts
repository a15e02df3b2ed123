import type { Waiting } from "@alongside/client";
import { wordsOf } from "./change-words.ts";
import type { RefusedChange } from "./shared-room.ts";

/** What is not on the server, as a file that people can read and keep: the words first, then all of it. */
export function exported(
  room: string,
  at: number,
  waiting: readonly Waiting[],
  refused: readonly RefusedChange[],
): string {
  const file = {
    room,
    at: new Date(at).toISOString(),
    words: [...waiting, ...refused].map(({ ops }) => wordsOf(ops)).join(""),
    waiting: waiting.map(({ ops, name, args }) => ({ ops, name, args })),
    refused: refused.map(({ ops, code, message }) => ({ code, message, ops })),
  };
  return JSON.stringify(file, undefined, 2);
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
