import type { Editor } from "../board/editor.ts";
import { zoomIn, zoomOut, zoomToLifeSize } from "../board/keys.ts";
import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";

export function ZoomBar({ editor }: { readonly editor: Editor }) {
  const { zoom } = useCell(editor.camera);
  return (
    <div className="zoom-bar panel" role="toolbar" aria-label="Zoom">
      <button
        type="button"
        aria-label="Zoom out"
        title="Zoom out (−)"
        onClick={() => zoomOut(editor)}
      >
        {icons.minus}
      </button>
      <button
        type="button"
        className="percent"
        aria-label={`Zoom ${Math.round(zoom * 100)} %, set to 100 %`}
        title="100 % (0)"
        onClick={() => zoomToLifeSize(editor)}
      >
        {Math.round(zoom * 100)}%
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoomIn(editor)}>
        {icons.plus}
      </button>
      <button
        type="button"
        aria-label="Show everything"
        title="Show everything (1)"
        onClick={() => editor.showAll()}
      >
        {icons.fit}
      </button>
    </div>
  );
}
