import type { PageName } from "../page/page-words.ts";
import type { Preview, PreviewShape } from "./definition.ts";

interface PictureProps {
  readonly page: PageName;
  readonly preview: Preview;
}

/** How a room looks, small: nothing of it is to be read aloud. */
export function Picture({ page, preview }: PictureProps) {
  return (
    <div className="room-preview" data-page={page} aria-hidden="true">
      {"shapes" in preview ? (
        <svg viewBox="-8 -6 176 112">
          {preview.shapes.map((shape, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- a picture has no other names
            <Small key={i} shape={shape} />
          ))}
        </svg>
      ) : (
        <div className="small-page">
          {preview.lines.map(([text, kind], i) => (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other names
            <p key={i} className={`small-${kind}`} dir="auto">
              {text}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

function Small({ shape: [kind, color, x, y, w, h, points] }: { readonly shape: PreviewShape }) {
  if (kind === "arrow" || kind === "ink")
    return <path className="small-line" data-color={color} d={pathOf(x, y, w, h, points)} />;
  const area = { className: `small-${kind}`, "data-color": color };
  if (kind === "ellipse")
    return <ellipse {...area} cx={x + w / 2} cy={y + h / 2} rx={w / 2} ry={h / 2} />;
  return <rect {...area} x={x} y={y} width={w} height={h} rx={kind === "note" ? 0.8 : 2} />;
}

function pathOf(x: number, y: number, w: number, h: number, points: readonly number[]): string {
  const places: string[] = [];
  for (let i = 0; i + 1 < points.length; i += 2)
    places.push(`${x + (points[i] ?? 0) * w} ${y + (points[i + 1] ?? 0) * h}`);
  return places.length === 0 ? "" : `M${places.join("L")}`;
}
