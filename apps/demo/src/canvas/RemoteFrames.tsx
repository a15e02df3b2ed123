import type { Camera } from "../board/camera.ts";
import { boxOf } from "../board/geometry.ts";
import type { RemoteSelection } from "../board/shared-selection.ts";
import { shapesOf } from "../board/shape.ts";
import type { Shape } from "../board/shape.ts";
import { Frame, onScreen } from "./Frame.tsx";

interface RemoteFramesProps {
  readonly other: RemoteSelection;
  readonly shapes: readonly Shape[];
  readonly camera: Camera;
}

/** Somebody's selection in their colour, with their name. */
export function RemoteFrames({ other, shapes, camera }: RemoteFramesProps) {
  const { area } = other;
  const frames = area
    ? [{ id: "area", box: boxOf(area) }]
    : shapesOf(shapes, other.ids).map((shape) => ({ id: shape.id, box: boxOf(shape) }));
  const [first] = frames;
  if (!first) return null;
  const label = onScreen(camera, first.box);
  return (
    <g className="remote-selection" style={{ "--person": other.color }} data-of={other.name}>
      {frames.map(({ id, box }) => (
        <Frame key={id} className={area ? "remote many" : "remote"} box={onScreen(camera, box)} />
      ))}
      <foreignObject x={label.x - 4} y={label.y - 25} width={1} height={1}>
        <span className="name-tag">
          <bdi>{other.name}</bdi>
          {area && ` · ${area.count.toLocaleString("en")} shapes`}
        </span>
      </foreignObject>
    </g>
  );
}
