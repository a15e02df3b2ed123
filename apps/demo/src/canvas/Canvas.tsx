import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import type { Editor } from "../board/editor.ts";
import type { Box } from "../lib/geometry.ts";
import type { RemoteSelection } from "../collaboration/shared-selection.ts";
import type { Patches, Shape, ShownShape } from "../board/shape.ts";
import { useCell } from "../lib/use-cell.ts";
import type { Renderer } from "./renderer.ts";
import { SelectionLayer } from "./SelectionLayer.tsx";
import { TextEditor } from "./TextEditor.tsx";
import { shapeAt } from "../board/hit-test.ts";
import { type Camera, toBoard } from "../board/camera.ts";
import { usePointer } from "./use-pointer.ts";
import { Writers } from "./Writers.tsx";
import { useWheel } from "./use-wheel.ts";

/** A drag of more shapes than this moves their frames alone until its end: drawing them all would take longer than a frame. */
const MOST_REDRAWN = 500;

interface CanvasProps {
  readonly editor: Editor;
  readonly shapes: readonly Shape[];
  readonly others: readonly RemoteSelection[];
  readonly renderer: Renderer;
  /** What stands at shapes, over them. */
  readonly children: (shapes: readonly ShownShape[], camera: Camera) => ReactNode;
}

/** The board itself: shapes, selections, and everything a pointer does to them. */
export function Canvas(props: CanvasProps) {
  const { editor, shapes: shared, others, renderer: DrawShapes, children } = props;
  const canvas = useRef<HTMLDivElement>(null);
  const { hover, handlers } = usePointer(editor);
  useWheel(editor, canvas);
  const camera = useCell(editor.camera);
  const selection = useCell(editor.selection);
  const marquee = useCell(editor.marquee);
  const tool = useCell(editor.tool);
  const dragging = useCell(editor.dragging);
  const borrowedHand = useCell(editor.borrowedHand);
  const editing = useCell(editor.editing);
  const held = useCell(editor.held);
  const gliding = useCell(editor.gliding);
  const shapes = editor.growth.shown(withPatches(withPatches(shared, gliding), held));
  const edited = shapes.find((shape) => shape.id === editing);
  useViewSize(editor, canvas);

  const grabbing = borrowedHand || tool === "hand";
  const cursor = grabbing
    ? dragging
      ? "grabbing"
      : "grab"
    : tool === "select"
      ? hover
      : "crosshair";
  const spacing = gridSpacing(camera.zoom);
  return (
    <div
      ref={canvas}
      className="canvas"
      role="application"
      aria-label="Board. Tab selects shapes, arrows move them, letters choose tools, Enter places a shape. Question mark shows all keys."
      tabIndex={0}
      style={{
        cursor,
        backgroundSize: `${spacing}px ${spacing}px`,
        backgroundPosition: `${-camera.x * camera.zoom}px ${-camera.y * camera.zoom}px`,
      }}
      {...handlers}
      onDoubleClick={(event) => {
        const { left, top } = event.currentTarget.getBoundingClientRect();
        const point = toBoard(camera, { x: event.clientX - left, y: event.clientY - top });
        const shape = shapeAt(shapes, point, 6 / camera.zoom);
        if (tool === "select" && shape) editor.write(shape);
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <DrawShapes
        shapes={held.size > MOST_REDRAWN ? editor.growth.shown(shared) : shapes}
        camera={camera}
        editing={edited?.id}
      />
      <SelectionLayer
        shapes={shapes}
        camera={camera}
        selection={selection}
        others={others}
        marquee={marquee}
        editing={edited !== undefined}
      />
      <Writers shapes={shapes} camera={camera} editing={edited?.id} />
      {children(shapes, camera)}
      {edited && <TextEditor key={edited.id} editor={editor} shape={edited} camera={camera} />}
    </div>
  );
}

/** Tells the editor how large the canvas is and how its texts scroll; the board's origin starts in its middle. */
function useViewSize(editor: Editor, canvas: React.RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const view = { w: element.clientWidth, h: element.clientHeight };
    if (editor.view.get().w === 0) editor.camera.set({ x: -view.w / 2, y: -view.h / 2, zoom: 1 });
    editor.view.set(view);
    editor.panels.set(() => panelsOver(element));
    editor.scrollText.set((id, by) => scrollText(element, id, by));
  }, [editor, canvas]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      editor.view.set({ w: element.clientWidth, h: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [editor, canvas]);
}

/** Scrolls the text of a shape that is drawn on the canvas. Returns whether there was more of it that way. */
function scrollText(canvas: HTMLElement, id: string, by: number): boolean {
  const text = canvas.querySelector(`[data-shape="${CSS.escape(id)}"] .shape-text`);
  const before = text?.scrollTop;
  if (text) text.scrollTop += by;
  return text?.scrollTop !== before;
}

/** The panels of the page, in pixels from the canvas' upper left corner. Those that come and go with a word do not count. */
function panelsOver(canvas: HTMLElement): Box[] {
  const { left, top } = canvas.getBoundingClientRect();
  const panels = canvas.parentElement?.querySelectorAll(
    ".top-bar .panel, .dock > .toolbar, .dock > .style-bar, .corner > .panel, .help-button",
  );
  return Array.from(panels ?? [], (panel) => {
    const { x, y, width, height } = panel.getBoundingClientRect();
    return { x: x - left, y: y - top, w: width, h: height };
  }).filter(({ w, h }) => w > 0 && h > 0);
}

/** Dots every 24 units, farther apart where they would blur into grey. */
function gridSpacing(zoom: number): number {
  let spacing = 24 * zoom;
  while (spacing < 16) spacing *= 2;
  while (spacing > 64) spacing /= 2;
  return spacing;
}

function withPatches(shapes: readonly Shape[], patches: Patches): readonly Shape[] {
  if (patches.size === 0) return shapes;
  return shapes.map((shape) => {
    const patch = patches.get(shape.id);
    return patch ? { ...shape, ...patch } : shape;
  });
}
