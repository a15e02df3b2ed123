import { useSeries } from "@alongside/react/series";
import { useRef } from "react";
import { VEHICLES } from "./definition.ts";
import { useRoom } from "./room.ts";

const COLUMNS = 50;
const CELL = 12;

/** Kilometres an hour at which a cell has its full colour. */
const FULL = 120;

/** The colours of a cell that stands and of one that is fast, seen on light and on dark. */
const SLOW = [70, 130, 230] as const;
const FAST = [240, 120, 40] as const;

interface FleetMapProps {
  readonly picked: readonly string[];
  readonly onPick: (vehicle: string) => void;
}

/** Every vehicle as a cell, as dark as it is fast: drawn again only where something came. */
export function FleetMap({ picked, onPick }: FleetMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const total = useRef<HTMLOutputElement>(null);
  const rows = Math.ceil(VEHICLES / COLUMNS);
  useSeries(useRoom(), "fleet", (series, keys) => {
    for (const key of keys.size === 0 ? series.keys() : keys)
      paint(canvas.current, key, series.newest(key));
    if (total.current) total.current.textContent = `${series.keys().length} vehicles`;
  });
  return (
    <section className="fleet-map panel">
      <header>
        <h2>Every vehicle</h2>
        <output ref={total} />
      </header>
      <div className="fleet-cells">
        <canvas
          ref={canvas}
          width={COLUMNS * CELL}
          height={rows * CELL}
          role="img"
          aria-label="The speed of every vehicle: the darker the faster"
          onClick={({ nativeEvent: { offsetX, offsetY }, currentTarget }) => {
            const scale = (COLUMNS * CELL) / currentTarget.clientWidth;
            const [x, y] = [offsetX, offsetY].map((at) => Math.floor((at * scale) / CELL)) as [
              number,
              number,
            ];
            const vehicle = y * COLUMNS + x + 1;
            if (vehicle <= VEHICLES) onPick(`v${vehicle}`);
          }}
        />
        {picked.map((vehicle, i) => (
          <i key={vehicle} className={`picked picked-${i}`} style={placeOf(vehicle, rows)} />
        ))}
      </div>
      <p>Press a vehicle to see it in the graph.</p>
    </section>
  );
}

function placeOf(
  vehicle: string,
  rows: number,
): { left: string; top: string; width: string; height: string } {
  const at = Number(vehicle.slice(1)) - 1;
  return {
    left: `${(100 * (at % COLUMNS)) / COLUMNS}%`,
    top: `${(100 * Math.floor(at / COLUMNS)) / rows}%`,
    width: `${100 / COLUMNS}%`,
    height: `${100 / rows}%`,
  };
}

function paint(canvas: HTMLCanvasElement | null, vehicle: string, speed: number | undefined): void {
  const context = canvas?.getContext("2d");
  const at = Number(vehicle.slice(1)) - 1;
  if (!context || !(at >= 0 && at < VEHICLES)) return;
  const [x, y] = [(at % COLUMNS) * CELL, Math.floor(at / COLUMNS) * CELL];
  const share = Math.min(1, Math.max(0, (speed ?? 0) / FULL));
  context.clearRect(x, y, CELL, CELL);
  const [red, green, blue] = SLOW.map((from, i) => from + ((FAST[i] ?? 0) - from) * share) as [
    number,
    number,
    number,
  ];
  context.fillStyle = `rgb(${red} ${green} ${blue} / ${0.45 + 0.55 * share})`;
  context.fillRect(x + 1, y + 1, CELL - 2, CELL - 2);
}
