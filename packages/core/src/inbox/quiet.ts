import type { QuietHours } from "./types.ts";

const DAY = 24 * 60;
const MINUTE_MS = 60_000;

/** Clocks are put forward and back by less, in minutes. */
const MOST_SHIFT = 180;

/** Whether these are quiet hours, at a time in ms. A zone that is not known here has none. */
export function isQuiet(quiet: QuietHours | null, now: number): boolean {
  const format = quiet === null ? undefined : formatIn(quiet.zone);
  return quiet !== null && format !== undefined && isWithin(quiet, minuteAt(format, now));
}

/** When the quiet hours are over that are now, in ms; `now` where there are none. */
export function quietUntil(quiet: QuietHours | null, now: number): number {
  const format = quiet === null ? undefined : formatIn(quiet.zone);
  if (quiet === null || format === undefined) return now;
  let at = now;
  // Again where the clock was put back meanwhile.
  for (let i = 0; i < 3 && isWithin(quiet, minuteAt(format, at)); i++)
    at = endAfter(quiet, format, at);
  return at;
}

/** Whether a minute of the day is one of these hours. */
function isWithin(quiet: QuietHours, minute: number): boolean {
  const [from, to] = [minuteOf(quiet.from), minuteOf(quiet.to)];
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** The end of these hours, by the clock as it is at `at`: too early where it is put back until then. */
function endAfter(quiet: QuietHours, format: Intl.DateTimeFormat, at: number): number {
  const minute = minuteAt(format, at);
  const to = minuteOf(quiet.to);
  const later = Math.floor(at / MINUTE_MS) * MINUTE_MS + ((to - minute + DAY) % DAY) * MINUTE_MS;
  // Where it is put forward, they end earlier.
  const over = (minuteAt(format, later) - to + DAY) % DAY;
  const earlier = later - over * MINUTE_MS;
  const isOver = over <= MOST_SHIFT && !isWithin(quiet, minuteAt(format, earlier));
  return isOver ? earlier : later;
}

/** Whether this machine knows a time zone of that name. */
export function isZone(zone: string): boolean {
  return formatIn(zone) !== undefined;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The minute of the day there. */
function minuteAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = format.formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return of("hour") * 60 + of("minute");
}

/** To make one takes far longer than to ask it; undefined for a zone that is not known here. */
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
