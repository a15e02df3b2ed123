import { useSeries } from "@alongside/react/series";
import { useEffect, useRef } from "react";
import { type Figure, FIGURES } from "../rooms/dashboard.ts";
import { type Graph, openGraph } from "./graph.ts";
import { useOthers, useRoom } from "./room.ts";

/** One figure: its newest value, a graph, and where others point in it. Nothing is rendered for what comes. */
export function FigureCard({ figure }: { readonly figure: Figure }) {
  const room = useRoom();
  const { title, unit } = FIGURES[figure];
  const place = useRef<HTMLDivElement>(null);
  const newest = useRef<HTMLOutputElement>(null);
  const graph = useRef<Graph>(undefined);
  const others = useOthers();

  const figures = useSeries(room, "figures", (live) => {
    graph.current?.show(live);
    if (newest.current) newest.current.textContent = live.newest(figure)?.toFixed(1) ?? "…";
  });

  useEffect(() => {
    if (place.current === null) return undefined;
    const opened = openGraph(place.current, figure, (at) => room.presence.set({ at }));
    opened.show(figures);
    graph.current = opened;
    return () => {
      graph.current = undefined;
      opened.destroy();
    };
  }, [room, figures, figure]);

  useEffect(() => {
    graph.current?.point(
      others.flatMap(({ user, presence: { at } }) =>
        typeof at === "number" ? [{ at, name: user.name, color: user.color }] : [],
      ),
    );
  }, [others]);

  return (
    <section className="card" data-figure={figure}>
      <h2>
        {title}
        <span>
          <output ref={newest}>…</output> <small>{unit}</small>
        </span>
      </h2>
      <div ref={place} className="graph" role="img" aria-label={`${title} over time`} />
    </section>
  );
}
