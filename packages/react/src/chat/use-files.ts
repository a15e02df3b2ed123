import { useCallback, useState } from "react";
import type { Attachment } from "./bodies.ts";
import { useChat } from "./chat-context.ts";

/** Files for the next post, as the app keeps them. */
export interface FilesTools {
  readonly files: readonly Attachment[];
  readonly isBusy: boolean;
  /** Why the last ones could not be kept. */
  readonly why: string | undefined;
  readonly add: (files: readonly File[]) => void;
  readonly remove: (file: Attachment) => void;
  readonly clear: () => void;
}

export function useFiles(): FilesTools {
  const { onFiles } = useChat();
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const [busy, setBusy] = useState(0);
  const [why, setWhy] = useState<string>();
  const add = useCallback(
    (given: readonly File[]) => {
      if (onFiles === undefined || given.length === 0) return;
      setBusy((count) => count + 1);
      setWhy(undefined);
      // Also what it throws at once is shown.
      void Promise.resolve(given)
        .then(onFiles)
        .then(
          (kept) => setFiles((before) => [...before, ...kept]),
          (error: unknown) => setWhy(error instanceof Error ? error.message : String(error)),
        )
        .finally(() => setBusy((count) => count - 1));
    },
    [onFiles],
  );
  const remove = useCallback(
    (file: Attachment) => setFiles((before) => before.filter((one) => one !== file)),
    [],
  );
  const clear = useCallback(() => setFiles([]), []);
  return { files, isBusy: busy > 0, why, add, remove, clear };
}
