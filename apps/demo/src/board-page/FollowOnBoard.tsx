import { follow } from "@alongside/client/follow";
import type { Follow } from "@alongside/client/follow";
import { FollowFrame } from "@alongside/react/ui";
import { useCallback, useEffect, useState } from "react";
import type { Board } from "../board/definition.ts";
import type { Editor } from "../board/editor.ts";
import { useOthersIds, useRoom } from "../board/hooks.ts";
import { viewportOf } from "../board/viewport.ts";
import { Cell } from "../lib/cell.ts";
import { useCell } from "../lib/use-cell.ts";
import { useVisits } from "../place/visiting.ts";

/** Looks at what somebody else looks at, while one follows them: their face leads there. */
export function FollowOnBoard({ editor }: { readonly editor: Editor }) {
  const room = useRoom();
  const here = useOthersIds();
  const [opened] = useState(() => new Cell<Follow<typeof Board> | undefined>(undefined));
  useEffect(() => {
    const own = follow(room, { viewport: viewportOf(editor) });
    const stopWatching = editor.camera.subscribe(own.moved);
    opened.set(own);
    return () => {
      stopWatching();
      own.end();
      opened.set(undefined);
    };
  }, [room, editor, opened]);
  const following = useCell(opened);
  const goTo = useCallback(
    (user: string) => here.length > 0 && following?.start(user) === true,
    [following, here],
  );
  useVisits(goTo);
  return following && <FollowFrame follow={following} />;
}
