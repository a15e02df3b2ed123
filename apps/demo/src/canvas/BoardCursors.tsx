import { toScreen } from "../board/camera.ts";
import type { Editor } from "../board/editor.ts";
import { useOthers, useRoom } from "../board/hooks.ts";
import { Cursors, sameLooks, withCursor } from "../collaboration/Cursors.tsx";

/** The others' pointers over the board, wherever the camera is. */
export function BoardCursors({ editor }: { readonly editor: Editor }) {
  const { others } = useRoom();
  const shown = useOthers(withCursor, sameLooks);
  return <Cursors others={others} shown={shown} view={editor.camera} toScreen={toScreen} />;
}
