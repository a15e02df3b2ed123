import type { Attachment } from "@alongside/react/chat";
import { FILES_PATH, MOST_BYTES, TYPES } from "./attached-file.ts";

/** Sends files to the server, which keeps them. Rejects in words for people. */
export async function sendFiles(files: readonly File[]): Promise<readonly Attachment[]> {
  for (const { name, type, size } of files) {
    if (!Object.hasOwn(TYPES, type))
      throw new Error(
        `${name} is of no kind that can be sent: pictures, PDF, text, CSV and ZIP can`,
      );
    if (size > MOST_BYTES)
      throw new Error(
        `${name} has ${megabytes(size)} MB: ${megabytes(MOST_BYTES)} at most can be sent`,
      );
  }
  return Promise.all(files.map(sendFile));
}

async function sendFile(file: File): Promise<Attachment> {
  const { name, type } = file;
  const answer = await fetch(FILES_PATH, {
    method: "POST",
    headers: { "Content-Type": type },
    body: file,
  }).catch(() => {
    throw new Error(`${name} cannot be sent without a network. It can be tried again`);
  });
  const said = (await answer.json()) as { readonly url?: string; readonly message?: string };
  if (!answer.ok || said.url === undefined)
    throw new Error(`${name} was not taken: ${said.message ?? answer.status}`);
  return { name: name.slice(0, 120), url: said.url, type };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes % 1e6 === 0 ? 0 : 1);
}
