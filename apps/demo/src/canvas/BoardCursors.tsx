import { Cursors } from "@alongside/react/ui";
import { pinnedTo, worldArea } from "@alongside/ui";
import { useMemo } from "react";
import { lookAt, toBoard, toScreen } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import { useRoom } from "../board/hooks.ts";
import type { Point } from "../lib/geometry.ts";

/** What of somebody's presence says where they point. */
interface Pointing {
  readonly cursor?: Point | null;
  readonly caret?: unknown;
}

/** The others' pointers over the board, wherever the camera is, and at its edges who is out of sight. */
export function BoardCursors({ editor }: { readonly editor: Editor }) {
  const room = useRoom();
  const [area, pinned] = useMemo(() => [areaOf(editor), pinnedTo(editor.tips)], [editor]);
  return (
    <div className="board-cursors">
      <Cursors room={room} area={area} place={placeOf} pinned={pinned} />
    </div>
  );
}

/** Who writes is seen by their caret. */
function placeOf({ cursor, caret }: Pointing): Point | undefined {
  return caret || !cursor ? undefined : cursor;
}

function areaOf(editor: Editor) {
  const { camera } = editor;
  return worldArea({
    toScreen: (place) => toScreen(camera.get(), place),
    toWorld: (pixels) => toBoard(camera.get(), pixels),
    subscribe: camera.subscribe,
    reveal: (place) => camera.set(lookAt(camera.get(), place, editor.freeArea())),
    free() {
      const { x, y, w, h } = editor.freeArea();
      return { x, y, width: w, height: h };
    },
  });
}
