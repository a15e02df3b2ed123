import type { LiveSeries } from "@alongside/client/series";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** A series of plain numbers, of which a graph shows one key. */
export type Figures = Pick<LiveSeries<number, string, unknown>, "newest" | "table">;

/** Somebody else who points at a moment. */
export interface Pointer {
  /** In ms since the epoch. */
  readonly at: number;
  readonly name: string;
  readonly color: string;
}

/** Seconds that a graph shows at least. */
const LEAST = 60;

/** A graph of one figure over time. */
export interface Graph {
  show(figures: Figures): void;
  /** Shows where others point. */
  point(pointers: readonly Pointer[]): void;
  destroy(): void;
}

/** Draws the figure `key` in `element`, and says at which moment the pointer is, in ms, or that it is elsewhere. */
export function openGraph(
  element: HTMLElement,
  key: string,
  onPoint: (at: number | null) => void,
): Graph {
  const color = (name: string): string =>
    getComputedStyle(element).getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: () => color("soft"),
    grid: { stroke: () => color("line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  const size = () => ({
    width: Math.max(120, element.clientWidth),
    height: Math.max(100, element.clientHeight),
  });
  let pointers: readonly Pointer[] = [];
  const plot = new uPlot(
    {
      ...size(),
      ms: 1,
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [
        { ...axis, space: 80, values: "{HH}:{mm}:{ss}" },
        { ...axis, size: 48 },
      ],
      series: [{}, { stroke: () => color("accent"), width: 2, spanGaps: true }],
      hooks: {
        setCursor: [
          ({ cursor: { left = -1 } }) => onPoint(left < 0 ? null : plot.posToVal(left, "x")),
        ],
        draw: [() => mark()],
      },
    },
    [[], []],
    element,
  );

  function mark(): void {
    for (const old of plot.over.querySelectorAll(".pointer")) old.remove();
    for (const { at, name, color: own } of pointers) {
      const left = plot.valToPos(at, "x");
      if (!(left >= 0 && left <= plot.over.clientWidth)) continue;
      const line = document.createElement("i");
      line.className = "pointer";
      line.title = name;
      Object.assign(line.style, { left: `${left}px`, background: own });
      plot.over.append(line);
    }
  }

  const resized = new ResizeObserver(() => plot.setSize(size()));
  resized.observe(element);
  return {
    show(figures) {
      const [at, values] = figures.table([key], { of: "last" });
      // Before the first value there is nothing to see, but for a minute, so that a new graph has a width.
      const first = values?.findIndex((value) => value !== null) ?? -1;
      const from = Math.max(0, Math.min(first < 0 ? at.length : first, at.length - LEAST));
      plot.setData([at.slice(from), values?.slice(from) ?? []]);
    },
    point(next) {
      pointers = next;
      mark();
    },
    destroy() {
      resized.disconnect();
      plot.destroy();
    },
  };
}
