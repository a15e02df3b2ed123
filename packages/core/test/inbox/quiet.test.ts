import { isQuiet, quietUntil } from "@alongside/core/inbox";
import { expect, test } from "vitest";

const night = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
const lunch = { from: "12:00", to: "13:30", zone: "Asia/Kolkata" };

test.each([
  ["in the evening", night, "2026-11-30T21:30:00Z", "2026-12-01T06:00:00Z"],
  ["in the morning", night, "2026-12-01T05:59:30Z", "2026-12-01T06:00:00Z"],
  ["before", night, "2026-11-30T20:59:00Z", undefined],
  ["after", night, "2026-12-01T06:00:00Z", undefined],
  ["within a day", lunch, "2026-06-01T07:00:00Z", "2026-06-01T08:00:00Z"],
  ["as the clock is put forward", night, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"],
  ["as the clock is put back", night, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"],
  [
    "that end in an hour that there is not",
    { ...night, to: "02:30" },
    "2026-03-28T22:00:00Z",
    "2026-03-29T01:30:00Z",
  ],
])("[R1890] quiet hours %s", (_, quiet, now, end) => {
  const at = Date.parse(now);
  expect(isQuiet(quiet, at)).toBe(end !== undefined);
  expect(new Date(quietUntil(quiet, at)).toISOString()).toBe(
    new Date(Date.parse(end ?? now)).toISOString(),
  );
});

test("[R1890] nobody has quiet hours who set none, or in a zone that is not known here", () => {
  expect(isQuiet(null, 0)).toBe(false);
  expect(isQuiet({ ...night, zone: "Mars/Base" }, Date.parse("2026-11-30T22:00:00Z"))).toBe(false);
});
