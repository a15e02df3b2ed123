const HOURS = 2 ** 21;
const FINGERPRINTS = 2 ** 31;
const HOUR_MS = 60 * 60 * 1000;

/**
 * The number of a change that is made once: it tells what was asked for, and the hour, so that a client which comes back once all is
 * forgotten names other records. `fingerprint` is any whole number.
 */
export function onceNumber(fingerprint: number, now: number): number {
  return 1 + (fingerprint % FINGERPRINTS) * HOURS + (Math.floor(now / HOUR_MS) % HOURS);
}

/** Whether both numbers are of the same request, whenever it was made. */
export function isSameOnce(a: number, b: number): boolean {
  return Math.floor((a - 1) / HOURS) === Math.floor((b - 1) / HOURS);
}
