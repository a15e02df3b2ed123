import type { WrittenStretch } from "@alongside/client/history";
import type { HistoryTools } from "@alongside/react/history";
import type { TextValue } from "@alongside/core";
import { useEffect, useState } from "react";
import type { RichDocument } from "./definition.ts";

/** How long one stays at a moment before it is asked who wrote what, in ms. */
const REST_MS = 150;

const NONE: readonly WrittenStretch[] = [];

interface Answer {
  readonly body: TextValue;
  readonly written: readonly WrittenStretch[];
  readonly why: string | undefined;
}

/** Who wrote which letters of `body`, as it was at `seq`, or is; nothing until the server has said so, and why where it has not. */
export function useWriters(
  { writers }: Pick<HistoryTools<typeof RichDocument>, "writers">,
  body: TextValue,
  seq: number | undefined,
): Omit<Answer, "body"> {
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    if (body.length === 0) return undefined;
    let isWanted = true;
    const take = (written: readonly WrittenStretch[], why?: string): void => {
      if (isWanted) setAnswer({ body, written, why });
    };
    const timer = setTimeout(() => {
      writers("root", "body", seq).then(
        // Somebody may have typed meanwhile.
        (all) => take(all.map(({ text }) => text).join("") === body.toString() ? all : NONE),
        (error: unknown) => take(NONE, error instanceof Error ? error.message : String(error)),
      );
    }, REST_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [writers, body, seq]);
  return answer?.body === body ? answer : { written: NONE, why: undefined };
}
