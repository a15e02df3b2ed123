import { boxAround, boxOf } from "../lib/geometry.ts";
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
    const things = area ? [] : boxesOf(ids);
    const around = area ? boxOf(area) : boxAround(things.map(({ box }) => box));
    if (!around) return null;
    const members = things.map(({ box }) => toScreen(box));
    const count = area?.count ?? things.length;
    return (
      <RemoteFrame
        key={other.client}
        other={other}
        frame={toScreen(around)}
        members={members}
        count={count}
      />
    );
  });
}

interface RemoteFrameProps {
  readonly other: RemoteSelection;
  /** Around all of it, in pixels. */
  readonly frame: Box;
  readonly members: readonly Box[];
  readonly count: number;
}

/** Somebody's selection: one frame with their name, and of several things one tint, as lines would run into one another. */
function RemoteFrame({ other, frame, members, count }: RemoteFrameProps) {
  const { name, color, state, isWriting } = other;
  const isMany = count > 1;
  return (
    <g className={`remote-selection ${state}`} style={{ "--person": color }} data-of={name}>
      {isMany && <path className="remote-members" d={areaOf(members)} />}
      <Frame className={isMany ? "remote many" : "remote"} box={frame} />
      <foreignObject x={frame.x - 4} y={frame.y - 25} width={1} height={1}>
        <span className="name-tag">
          <bdi>{name}</bdi>
          {isMany && <span> · {count.toLocaleString("en")} shapes</span>}
          {isWriting && <span className="is-writing"> is writing</span>}
        </span>
      </foreignObject>
    </g>
  );
}

function areaOf(boxes: readonly Box[]): string {
  return boxes.map(({ x, y, w, h }) => `M${x} ${y}h${w}v${h}h${-w}z`).join("");
}
