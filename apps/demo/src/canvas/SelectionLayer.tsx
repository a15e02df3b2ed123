import { toScreen } from "../board/camera.ts";
import type { Camera } from "../board/camera.ts";
import { boxAround, boxOf } from "../board/geometry.ts";
import type { Box } from "../board/geometry.ts";
import { arrowEnds } from "../board/path.ts";
import { HANDLES, handleAt } from "../board/resize.ts";
import type { Shape } from "../board/shape.ts";

/** What someone else has selected. */
export interface RemoteSelection {
  readonly client: string;
  readonly name: string;
  readonly color: string;
  readonly ids: readonly string[];
}

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
  const ids = new Set(selection);
  const selected = shapes.filter((shape) => ids.has(shape.id));
  return (
    <svg className="layer" aria-hidden="true">
      {others.map((other) => (
        <Remote key={other.client} other={other} shapes={shapes} camera={camera} />
      ))}
      {selected.length > 1 &&
        selected.map((shape) => (
          <Frame key={shape.id} className="selected-shape" box={onScreen(camera, boxOf(shape))} />
        ))}
      <Own selected={selected} camera={camera} editing={editing} />
      {marquee && <Frame className="marquee" box={onScreen(camera, marquee)} />}
    </svg>
  );
}

function Own(props: {
  readonly selected: readonly Shape[];
  readonly camera: Camera;
  readonly editing: boolean;
}) {
  const { selected, camera, editing } = props;
  const [only, ...more] = selected;
  const around = boxAround(selected.map(boxOf));
  if (!only || !around) return null;
  if (only.kind === "arrow" && more.length === 0) {
    const ends = arrowEnds(boxOf(only), only.points);
    return ends.map((end, i) => {
      const { x, y } = toScreen(camera, end);
      return <circle key={i === 0 ? "tail" : "tip"} className="handle" cx={x} cy={y} r={6} />;
    });
  }
  const box = onScreen(camera, around);
  return (
    <>
      <Frame
        className={only.locked && more.length === 0 ? "selection locked" : "selection"}
        box={box}
        margin={0}
      />
      {!editing &&
        HANDLES.filter((handle) => handle.x !== 0 && handle.y !== 0).map((handle) => {
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
        })}
    </>
  );
}

function Remote(props: {
  readonly other: RemoteSelection;
  readonly shapes: readonly Shape[];
  readonly camera: Camera;
}) {
  const { other, shapes, camera } = props;
  const ids = new Set(other.ids);
  const boxes = shapes.filter((shape) => ids.has(shape.id)).map(boxOf);
  const [first] = boxes;
  if (!first) return null;
  const label = onScreen(camera, first);
  return (
    <g className="remote-selection" style={{ "--person": other.color }} data-of={other.name}>
      {boxes.map((box, i) => (
        <Frame key={other.ids[i] ?? i} className="remote" box={onScreen(camera, box)} />
      ))}
      <foreignObject x={label.x - 4} y={label.y - 25} width={1} height={1}>
        <span className="name-tag">{other.name}</span>
      </foreignObject>
    </g>
  );
}

function Frame(props: { readonly className: string; readonly box: Box; readonly margin?: number }) {
  const { className, box, margin = className === "marquee" ? 0 : 3 } = props;
  return (
    <rect
      className={className}
      x={box.x - margin}
      y={box.y - margin}
      width={box.w + 2 * margin}
      height={box.h + 2 * margin}
      rx={className === "marquee" ? 2 : 4}
    />
  );
}

function onScreen(camera: Camera, box: Box): Box {
  const { x, y } = toScreen(camera, box);
  return { x, y, w: box.w * camera.zoom, h: box.h * camera.zoom };
}
