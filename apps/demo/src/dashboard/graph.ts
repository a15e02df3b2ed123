import type { LiveSeries } from "@alongside/client/series";
import uPlot from "uplot";

/** Any series of plain numbers. */
export type NumberSeries = Pick<LiveSeries<number, string, unknown>, "keys" | "newest" | "table">;

/** What a graph shows. */
export interface GraphOptions {
  /** The element that it fills. */
  readonly element: HTMLElement;
  readonly label: string;
  readonly unit: string;
  /** Each line's key, and the name of its colour in the style sheet. */
  readonly lines: readonly { readonly key: string; readonly color: string }[];
  /** Which value of a bucket is drawn. */
  readonly of: "last" | "mean" | "max";
  /** Somebody points at a moment, in ms, or nowhere. */
  onPoint(at: number | null): void;
  /** Somebody pressed there. */
  onPress(at: number): void;
  /** It was drawn: `placeOf` says where a moment is, in pixels from the left of the plot; undefined where it is out of sight. */
  onDrawn(placeOf: (at: number) => number | undefined): void;
}

/** A graph of lines over time. */
export interface Graph {
  show(series: NumberSeries): void;
  /** The colours of the page are others. */
  recolor(): void;
  destroy(): void;
}

/** Buckets that a graph shows at least. */
const LEAST = 60;

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** Draws with uPlot, whose memory is that of what it shows. */
export function openGraph(options: GraphOptions): Graph {
  const { element, label, unit, lines, of } = options;
  const axis = {
    stroke: () => color("text-soft"),
    grid: { stroke: () => color("border"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  const sizeOf = (): { width: number; height: number } => ({
    width: Math.max(120, element.clientWidth),
    height: Math.max(100, element.clientHeight),
  });
  const plot = new uPlot(
    {
      ...sizeOf(),
      ms: 1,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [
        { ...axis, size: 28, space: 80, values: "{HH}:{mm}:{ss}" },
        { ...axis, size: 48, space: 34, values: (_, values) => values.map(shown) },
      ],
      series: [
        {},
        ...lines.map(({ key, color: name }) => ({
          label: key,
          stroke: () => color(name),
          width: 1.75,
          points: { show: false },
          spanGaps: true,
          value: (_: uPlot, value: number | null) =>
            value === null ? "–" : `${shown(value)} ${unit}`,
        })),
      ],
      hooks: {
        setCursor: [
          ({ cursor: { left = -1 } }) =>
            options.onPoint(left < 0 ? null : plot.posToVal(left, "x")),
        ],
        draw: [
          (drawn) =>
            options.onDrawn((at) => {
              const place = drawn.valToPos(at, "x");
              return place >= 0 && place <= drawn.over.clientWidth ? place : undefined;
            }),
        ],
      },
    },
    [[], ...lines.map(() => [])],
    element,
  );
  plot.root.setAttribute("role", "img");
  plot.root.setAttribute("aria-label", label);
  plot.over.addEventListener("click", (event) =>
    options.onPress(plot.posToVal(event.offsetX, "x")),
  );
  const resized = new ResizeObserver(() => plot.setSize(sizeOf()));
  resized.observe(element);
  return {
    show(series) {
      const [at, ...columns] = series.table(
        lines.map(({ key }) => key),
        { of },
      );
      // Before the first value there is nothing to see, but for a minute, so that a new graph has a width.
      const first = at.findIndex((_, i) => columns.some((column) => column[i] !== null));
      const from = Math.max(0, Math.min(first < 0 ? at.length : first, at.length - LEAST));
      plot.setData([at.slice(from), ...columns.map((column) => column.slice(from))]);
    },
    recolor: () => plot.redraw(false, true),
    destroy() {
      resized.disconnect();
      plot.destroy();
    },
  };
}
