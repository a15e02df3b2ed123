import { memo } from "react";
import { boxToScreen, toScreen } from "../board/camera.ts";
import type { Camera } from "../board/camera.ts";
import { boxAround, boxOf } from "../lib/geometry.ts";
import type { Box } from "../lib/geometry.ts";
import { arrowGrips, gripBox } from "../board/grip.ts";
import { HANDLES, handleAt } from "../board/resize.ts";
import type { RemoteSelection } from "../collaboration/shared-selection.ts";
import { shapesOf } from "../board/shape.ts";
import type { Shape } from "../board/shape.ts";
import { RemoteSelections } from "../collaboration/RemoteSelections.tsx";
import { Frame } from "../ui/Frame.tsx";

interface SelectionLayerProps {
  readonly shapes: readonly Shape[];
  readonly camera: Camera;
  readonly selection: readonly string[];
  readonly others: readonly RemoteSelection[];
  readonly marquee: Box | undefined;
  readonly editing: boolean;
}

/** Who has selected what: one's own with handles, the others' in their colour. Drawn in screen pixels. */
export function SelectionLayer(props: SelectionLayerProps) {
  const { shapes, camera, selection, others, marquee, editing } = props;
  const selected = shapesOf(shapes, selection);
  return (
    <svg className="layer" aria-hidden="true">
      <RemoteSelections
        others={others}
        boxesOf={(ids) =>
          shapesOf(shapes, ids).map((shape) => ({ id: shape.id, box: boxOf(shape) }))
        }
        toScreen={(box) => boxToScreen(camera, box)}
      />
      {selected.length > 1 && <Members selected={selected} camera={camera} />}
      <Own selected={selected} camera={camera} editing={editing} />
      {marquee && <Frame className="marquee" box={boxToScreen(camera, marquee)} />}
    </svg>
  );
}

/** More frames than these are drawn as tinted areas: lines would run into one another. */
const MOST_FRAMES = 200;

/** Which shapes belong to a selection of several. One path, so that thousands cost little. */
function Members({ selected, camera: { x, y, zoom } }: OwnPart) {
  const className = selected.length > MOST_FRAMES ? "selected-shapes many" : "selected-shapes";
  return (
    <g className={className} transform={`scale(${zoom}) translate(${-x} ${-y})`}>
      <MemberPath selected={selected} />
    </g>
  );
}

const MemberPath = memo(function MemberPath({ selected }: Pick<OwnPart, "selected">) {
  const boxes = selected.map(({ at, size: { w, h } }) => `M${at.x} ${at.y}h${w}v${h}h${-w}z`);
  return <path d={boxes.join("")} />;
});

interface OwnPart {
  readonly selected: readonly Shape[];
  readonly camera: Camera;
}

function Own({ selected, camera, editing }: OwnPart & { readonly editing: boolean }) {
  const [only, ...more] = selected;
  const around = boxAround(selected.map(boxOf));
  if (!only || !around) return null;
  const locked = selected.some((shape) => shape.locked);
  if (only.kind === "arrow" && more.length === 0 && !locked) {
    return arrowGrips(only, camera.zoom).map((grip, i) => {
      const { x, y } = toScreen(camera, grip);
      return <circle key={i === 0 ? "tail" : "tip"} className="handle" cx={x} cy={y} r={6} />;
    });
  }
  const box = boxToScreen(camera, gripBox(around, camera.zoom));
  return (
    <>
      <Frame className={locked ? "selection locked" : "selection"} box={box} margin={0} />
      {!editing && !locked && <Handles box={box} />}
    </>
  );
}

function Handles({ box }: { readonly box: Box }) {
  return HANDLES.filter((handle) => handle.x !== 0 && handle.y !== 0).map((handle) => {
    const { x, y } = handleAt(handle, box);
    return (
      <rect
        key={handle.name}
        className="handle"
        x={x - 5}
        y={y - 5}
        width={10}
        height={10}
        rx={3}
      />
    );
  });
}
