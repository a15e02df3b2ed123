import { describeShape } from "../board/shape.ts";
import type { Shape } from "../board/shape.ts";

interface SelectedNameProps {
  readonly shapes: readonly Shape[];
  readonly selected: readonly Shape[];
}

/** Says what is selected to those who do not see it. */
export function SelectedName({ shapes, selected }: SelectedNameProps) {
  const [only, ...others] = selected;
  const several = others.length > 0 ? `${selected.length} shapes` : undefined;
  const place = only && `, ${shapes.indexOf(only) + 1} of ${shapes.length}`;
  return (
    <p className="unseen" role="status">
      {only && `Selected: ${several ?? describeShape(only) + place}`}
    </p>
  );
}
