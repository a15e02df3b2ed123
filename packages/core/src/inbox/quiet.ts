import type { QuietHours } from "./types.ts";

const DAY = 24 * 60;
const MINUTE_MS = 60_000;

/** Clocks are put forward and back by less, in minutes. */
const MOST_SHIFT = 180;

/** Whether these are quiet hours, at a time in ms. A zone that is not known here has none. */
export function isQuiet(quiet: QuietHours | null, now: number): boolean {
  if (quiet === null) return false;
  const minute = minuteAt(quiet.zone, now);
  if (minute === undefined) return false;
  const [from, to] = [minuteOf(quiet.from), minuteOf(quiet.to)];
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** When the quiet hours are over that are now, in ms; `now` where there are none. */
export function quietUntil(quiet: QuietHours | null, now: number): number {
  if (quiet === null) return now;
  let at = now;
  // Again where the clock was put back meanwhile.
  for (let i = 0; i < 3 && isQuiet(quiet, at); i++) at = endAfter(quiet, at);
  return at;
}

/** The end of these hours, by the clock as it is at `at`: too early where it is put back until then. */
function endAfter(quiet: QuietHours, at: number): number {
  const { zone, to: end } = quiet;
  const minute = minuteAt(zone, at) ?? 0;
  const to = minuteOf(end);
  const later = Math.floor(at / MINUTE_MS) * MINUTE_MS + ((to - minute + DAY) % DAY) * MINUTE_MS;
  // Where it is put forward, they end earlier.
  const over = ((minuteAt(zone, later) ?? to) - to + DAY) % DAY;
  const earlier = later - over * MINUTE_MS;
  return over <= MOST_SHIFT && !isQuiet(quiet, earlier) ? earlier : later;
}

/** Whether this machine knows a time zone of that name. */
export function isZone(zone: string): boolean {
  return formatIn(zone) !== undefined;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The minute of the day there. */
function minuteAt(zone: string, at: number): number | undefined {
  const parts = formatIn(zone)?.formatToParts(at);
  if (parts === undefined) return undefined;
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return of("hour") * 60 + of("minute");
}

function formatIn(zone: string): Intl.DateTimeFormat | undefined {
  try {
    const options = {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    } as const;
    return new Intl.DateTimeFormat("en-GB", options);
  } catch {
    return undefined;
  }
}
