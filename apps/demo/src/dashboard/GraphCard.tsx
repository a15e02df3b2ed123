import type { LiveSeries } from "@alongside/client/series";
import { useSeries } from "@alongside/react/series";
import { useEffect, useRef, useState } from "react";
import { useTheme } from "../ui/theme.ts";
import type { GraphName } from "./definition.ts";
import { type Graph, openGraph } from "./graph.ts";
import { placeMarks, type PlaceOf, showCursors } from "./marks.ts";
import { NoteForm, useNotes } from "./notes.tsx";
import { useRoom } from "./room.ts";
import "uplot/dist/uPlot.min.css";

interface GraphCardProps {
  readonly graph: GraphName;
  readonly series: "server" | "fleet";
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly { readonly key: string; readonly color: string }[];
  readonly of?: "last" | "mean" | "max";
}

/** One graph with its newest value, the others' cursors and the notes that people have pinned to it. */
export function GraphCard({
  graph,
  series: name,
  title,
  unit,
  lines,
  of = "last",
}: GraphCardProps) {
  const room = useRoom();
  const theme = useTheme();
  const notes = useNotes(graph);
  const [pressedAt, setPressedAt] = useState<number>();
  const box = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const now = useRef<HTMLOutputElement>(null);
  const opened = useRef<Graph>(undefined);
  const placeOf = useRef<PlaceOf>(() => undefined);
  const place = (): void => {
    if (marks.current) placeMarks(marks.current, placeOf.current);
  };
  const watched = useSeries(room, name, (live) => {
    const series = live as LiveSeries<number, string, unknown>;
    opened.current?.show(series);
    const newest = series.newest(lines[0]?.key ?? "");
    if (now.current)
      now.current.textContent =
        newest === undefined ? "–" : `${newest.toFixed(newest < 100 ? 1 : 0)} ${unit}`;
  });
  const keys = lines.map(({ key }) => key).join(" ");
  useEffect(() => {
    if (!box.current || !marks.current) return undefined;
    const own = openGraph({
      element: box.current,
      label: title,
      unit,
      lines,
      of,
      onPoint: (at) => room.presence.set({ spot: at === null ? null : { graph, at } }),
      onPress: (at) => setPressedAt(at),
      onDrawn: (where) => {
        placeOf.current = where;
        place();
      },
    });
    opened.current = own;
    const stop = showCursors(room, graph, marks.current, place);
    return () => {
      stop();
      own.destroy();
      opened.current = undefined;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the lines are told apart by their keys
  }, [room, graph, keys]);
  useEffect(() => opened.current?.recolor(), [theme]);
  // A note that comes has its place at once.
  useEffect(place, [notes]);
  return (
    <section className="graph-card panel" data-graph={graph}>
      <header>
        <h2>{title}</h2>
        <output ref={now} aria-label={`${title} now`} />
        <button
          type="button"
          className="soft"
          aria-label={`Pin a note to ${title}, now`}
          onClick={() => setPressedAt(watched.table([])[0].at(-1))}
        >
          Note
        </button>
      </header>
      <div className="graph" ref={box}>
        <div className="graph-marks" ref={marks}>
          {notes.map(({ id, at, text, by }) => (
            <div key={id} className="graph-note" data-at={at} title={`${text} – ${by}`}>
              <span dir="auto">{text}</span>
            </div>
          ))}
        </div>
      </div>
      {pressedAt !== undefined && (
        <NoteForm graph={graph} at={pressedAt} onDone={() => setPressedAt(undefined)} />
      )}
    </section>
  );
}
