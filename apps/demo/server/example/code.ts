import { CodeFile } from "../../src/code/definition.ts";
import { ines, jonas, tomas } from "./people.ts";
import { DAY, HOUR, placeOf, scene, type Scene } from "./story.ts";

const ALERTS = [CodeFile, "spring-launch"] as const;

const SOURCE = `import type { Harbour, Tide } from "./tides.ts";

/** How long before low water somebody wants to hear of it. */
const AHEAD_MS = 60 * 60 * 1000;

/** Nobody is woken: from ten in the evening to seven in the morning, by the harbour's clock. */
const NIGHT = { from: 22, to: 7 };

export interface Alert {
  readonly harbour: string;
  readonly at: number;
  readonly words: string;
}

/** The alerts of the next three days, oldest first. None of them comes at night. */
export function alertsOf(harbour: Harbour, tides: readonly Tide[], now: number): Alert[] {
  return tides
    .filter(({ kind, at }) => kind === "low" && at - AHEAD_MS > now)
    .map(({ at, height }) => ({
      harbour: harbour.id,
      at: earlier(at - AHEAD_MS, harbour.timeZone),
      words: \`Low water in \${harbour.name} in an hour: \${height.toFixed(1)} m\`,
    }));
}
`;

const NIGHT_TOO = `
/** The evening before, where it would be at night. */
function earlier(at: number, timeZone: string): number {
  const hour = hourIn(at, timeZone);
  if (hour < NIGHT.from && hour >= NIGHT.to) return at;
  const back = hour >= NIGHT.from ? hour - NIGHT.from : hour + 24 - NIGHT.from;
  return at - (back + 1) * 60 * 60 * 1000;
}
`;

/** The file that the brief speaks of, and what was said about it. */
export function code(): readonly Scene[] {
  return [
    scene(DAY + 6 * HOUR, ines, ALERTS, (doc) => {
      doc.title = "tide-alerts.ts";
      doc.source.insert(0, SOURCE);
    }),
    scene(6 * HOUR, ines, ALERTS, (doc) => doc.source.insert(doc.source.length, NIGHT_TOO)),
    scene(6 * HOUR - 4, ines, ALERTS, (doc) => {
      doc.feeds.chat.post({
        text: "Alerts move to the evening before now. Somebody please try to break it with daylight saving.",
      });
    }),
    scene(4 * HOUR, tomas, ALERTS, (doc) => {
      doc.feeds.comments.post(
        { text: "Can this be half an hour for small boats? They leave faster than they eat." },
        { on: { text: { field: "source", ...placeOf(doc.source, "60 * 60 * 1000") } } },
      );
    }),
    scene(3 * HOUR, jonas, ALERTS, (doc) => {
      doc.feeds.chat.post({
        text: "Tried the night of 29 March in Lisbon and in Aarhus: fine in both.",
      });
    }),
  ];
}
