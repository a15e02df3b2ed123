import { boxOf } from "../lib/geometry.ts";
import type { Box } from "../lib/geometry.ts";
import { Frame } from "../ui/Frame.tsx";
import type { RemoteSelection } from "./shared-selection.ts";

interface RemoteSelectionsProps {
  readonly others: readonly RemoteSelection[];
  /** Where the things with one of these ids are, in the app's own units. One that is gone is left out. */
  readonly boxesOf: (ids: readonly string[]) => readonly PlacedThing[];
  /** Where a box is on the screen, in pixels. */
  readonly toScreen: (box: Box) => Box;
}

interface PlacedThing {
  readonly id: string;
  readonly box: Box;
}

/** What the others have selected, in their colours and with their names. Goes into an SVG that covers the whole view. */
export function RemoteSelections({ others, boxesOf, toScreen }: RemoteSelectionsProps) {
  return others.map((other) => {
    const { area, ids } = other;
    const things = area ? [{ id: "area", box: boxOf(area) }] : boxesOf(ids);
    const frames = things.map(({ id, box }) => ({ id, box: toScreen(box) }));
    return <RemoteFrames key={other.client} other={other} frames={frames} />;
  });
}

interface RemoteFramesProps {
  readonly other: RemoteSelection;
  readonly frames: readonly PlacedThing[];
}

/** Somebody's selection: a frame around each thing, their name at the first. */
function RemoteFrames({ other: { name, color, area }, frames }: RemoteFramesProps) {
  const [first] = frames;
  if (!first) return null;
  return (
    <g className="remote-selection" style={{ "--person": color }} data-of={name}>
      {frames.map(({ id, box }) => (
        <Frame key={id} className={area ? "remote many" : "remote"} box={box} />
      ))}
      <foreignObject x={first.box.x - 4} y={first.box.y - 25} width={1} height={1}>
        <span className="name-tag">
          <bdi>{name}</bdi>
          {area && ` · ${area.count.toLocaleString("en")} shapes`}
        </span>
      </foreignObject>
    </g>
  );
}
