import type { Draft } from "@alongside/react/chat";
import type { BodyOf } from "@alongside/core";
import { AttachedFile } from "./attached-file.ts";
import type { talk } from "./message.ts";
import { sendFiles } from "./send-files.ts";
import { suggestKnown } from "./suggest-known.ts";

type Body = BodyOf<ReturnType<typeof talk>>;

/** How messages are made and read, where their files go, and whom they can mention: for each part of a chat. */
export const bodies = {
  toBody: ({ text, files }: Draft): Body =>
    files.length === 0 ? { text } : { text, files: files.map((file) => AttachedFile.parse(file)) },
  textOf: ({ text }: Body): string => text,
  filesOf: ({ files = [] }: Body) => files,
  onFiles: sendFiles,
  suggest: suggestKnown,
};
