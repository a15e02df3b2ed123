import type { ActivityPriority } from "@alongside/core";

interface Said {
  readonly type: string;
  readonly summary: string | { readonly one: string; readonly other: string };
  readonly target?: { readonly key: string; readonly ids?: readonly string[] };
  readonly priority?: ActivityPriority;
}

const WORDS: { readonly [key: string]: Said["summary"] | undefined } = {
  chat: { one: "{name} wrote in the chat", other: "{name} wrote {count} times in the chat" },
  comments: { one: "{name} commented", other: "{name} wrote {count} comments" },
  title: "{name} gave it another name",
  body: "{name} edited the document",
  source: "{name} edited the code",
};

/** The usual activities of a room of the demo, in words for what it holds. */
export function inOurWords(usual: readonly Said[]): readonly Said[] {
  return usual.map((one) => {
    const summary = WORDS[one.target?.key ?? ""];
    return summary === undefined ? one : { ...one, summary };
  });
}
