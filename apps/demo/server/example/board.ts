import type { DraftOf } from "@alongside/core";
import { Board } from "../../src/board/definition.ts";
import { boxArrow, boxInk } from "../../src/board/path.ts";
import type { Color, Kind } from "../../src/board/shape.ts";
import { ines, jonas, maya, tomas } from "./people.ts";
import { DAY, HOUR, scene, type Scene } from "./story.ts";

type Doc = DraftOf<typeof Board>;

const PLAN = [Board, "spring-launch"] as const;
const SKETCHES = [Board, "first-minute"] as const;

/** Where the lanes of the plan begin, and how wide they are. */
const LANE = 270;
const WIDE = 230;

function put(
  doc: Doc,
  kind: Kind,
  color: Color,
  [x, y, w, h]: readonly [number, number, number, number],
  words = "",
): string {
  const id = doc.shapes.push({ kind, color, at: { x, y }, size: { w, h } });
  if (words !== "") doc.shapes.get(id)?.text.insert(0, words);
  return id;
}

function arrow(doc: Doc, from: readonly [number, number], to: readonly [number, number]): void {
  const line = boxArrow({ x: from[0], y: from[1] }, { x: to[0], y: to[1] });
  doc.shapes.push({ kind: "arrow", color: "slate", ...line });
}

/** A line that somebody drew around something. */
function ring(doc: Doc, color: Color, [x, y, w, h]: readonly [number, number, number, number]) {
  const samples = Array.from({ length: 44 }, (_, i) => {
    const turn = (i / 43) * 2.15 * Math.PI - 2.2;
    const wide = 1 + 0.04 * Math.sin(3 * turn) + i / 900;
    return {
      x: x + w / 2 + (w / 2) * wide * Math.cos(turn),
      y: y + h / 2 + (h / 2) * wide * Math.sin(turn),
      pressure: 0.4 + 0.25 * Math.sin((i / 43) * Math.PI),
    };
  });
  doc.shapes.push({ kind: "ink", color, ...boxInk(samples) });
}

function lanes(doc: Doc): void {
  doc.title = "Spring launch";
  for (const [i, [words, color]] of (
    [
      ["1  Decide", "slate"],
      ["2  Build", "blue"],
      ["3  Tell people", "violet"],
      ["4  Launch week", "green"],
    ] as const
  ).entries())
    put(doc, "rectangle", color, [i * LANE, 0, WIDE, 60], words);
  for (const i of [0, 1, 2]) arrow(doc, [i * LANE + WIDE + 6, 30], [(i + 1) * LANE - 6, 30]);
}

/** The two boards: a plan with what people say about it, and sketches of screens. */
export function boards(): readonly Scene[] {
  const known: { price?: string; widget?: string; question?: string; chat?: string } = {};
  const note = (lane: number, row: number): [number, number, number, number] => [
    lane * LANE,
    90 + row * 150,
    WIDE,
    128,
  ];
  return [
    scene(3 * DAY, maya, PLAN, lanes),
    scene(3 * DAY - 4, maya, PLAN, (doc) => {
      put(doc, "note", "yellow", note(0, 0), "First for weekend sailors, harbour masters later");
      known.price = put(
        doc,
        "note",
        "yellow",
        note(0, 1),
        "Price: free alerts, 3 € a month for routes",
      );
      put(doc, "note", "yellow", note(0, 2), "Launch in Portugal and Denmark, the rest in June");
    }),
    scene(3 * DAY - 11, ines, PLAN, (doc) => {
      put(doc, "note", "blue", note(1, 0), "Tide alerts on the lock screen");
      known.widget = put(doc, "note", "blue", note(1, 1), "Widget that works without a signal");
      put(doc, "note", "blue", note(1, 2), "Import routes from GPX");
    }),
    scene(2 * DAY + 3 * HOUR, tomas, PLAN, (doc) => {
      put(doc, "note", "violet", note(2, 0), "Landing page with a live tide chart");
      put(doc, "note", "violet", note(2, 1), "90 second film, no voice-over");
      put(doc, "note", "violet", note(2, 2), "Letter to the 2,140 people on the waiting list");
    }),
    scene(2 * DAY + 2 * HOUR, jonas, PLAN, (doc) => {
      put(doc, "note", "green", note(3, 0), "Two people on support, 8 to 20 h");
      put(doc, "note", "green", note(3, 1), "Status page, tested once for real");
      put(doc, "ellipse", "orange", [3 * LANE + 5, 400, 220, 112], "14 May\n10:00 UTC");
    }),
    scene(2 * DAY + HOUR, maya, PLAN, (doc) => {
      arrow(doc, [LANE + WIDE + 4, 304], [2 * LANE - 4, 304]);
      arrow(doc, [2 * LANE + WIDE + 4, 455], [3 * LANE - 2, 455]);
      ring(doc, "red", [LANE - 16, 224, WIDE + 34, 160]);
    }),
    scene(2 * DAY + HOUR - 3, maya, PLAN, (doc) => {
      known.question = doc.feeds.comments.post(
        {
          text: "This one decides the date. Can we cut it and still be useful in a harbour without signal?",
        },
        { on: { record: known.widget ?? "" }, mentions: [ines.id] },
      );
    }),
    scene(
      2 * DAY + HOUR - 9,
      ines,
      PLAN,
      (doc) =>
        void doc.feeds.comments.post(
          {
            text: "We can ship it with three days of tides on the device. The week view comes later.",
          },
          { to: known.question ?? "" },
        ),
    ),
    scene(2 * DAY + HOUR - 12, maya, PLAN, (doc) => {
      doc.feeds.comments.post(
        { text: "Three days is a weekend. Perfect." },
        { to: known.question ?? "" },
      );
    }),
    scene(DAY + 5 * HOUR, jonas, PLAN, (doc) => {
      doc.feeds.comments.post(
        {
          text: "People on the waiting list asked for a yearly price. Shall we say it on day one?",
        },
        { on: { record: known.price ?? "" } },
      );
    }),
    scene(DAY + 2 * HOUR, maya, PLAN, (doc) => {
      known.chat = doc.feeds.chat.post({
        text: "Morning! The plan has all four lanes now. Please move what is wrong instead of telling me.",
      });
    }),
    scene(DAY + 2 * HOUR - 6, tomas, PLAN, (doc) => {
      doc.feeds.chat.react(known.chat ?? "", "👍");
      doc.feeds.chat.post({
        text: "I put the film before the letter: the letter should link to it.",
      });
    }),
    scene(DAY + 2 * HOUR - 8, ines, PLAN, (doc) => doc.feeds.chat.react(known.chat ?? "", "👍")),
    scene(5 * HOUR, ines, PLAN, (doc) => {
      known.chat = doc.feeds.chat.post(
        {
          text: "@Tomás Silva the chart on the landing page can read https://tides.example/v1/porto, it has CORS open now.",
        },
        { mentions: [tomas.id] },
      );
    }),
    scene(5 * HOUR - 2, tomas, PLAN, (doc) => {
      doc.feeds.chat.post(
        { text: "You are the best. Trying it right now." },
        { to: known.chat ?? "" },
      );
      doc.feeds.chat.react(known.chat ?? "", "🎉");
    }),
    scene(4 * HOUR + 20, tomas, PLAN, (doc) => {
      doc.feeds.chat.post({ text: "Works. 31 kB for the whole page." }, { to: known.chat ?? "" });
    }),
    scene(38, jonas, PLAN, (doc) => {
      doc.feeds.chat.post({
        text: "Status page drill is Thursday at 15:00. I will pull the plug and tell nobody which one.",
      });
    }),
    scene(2 * DAY, tomas, SKETCHES, (doc) => {
      doc.title = "First minute";
      for (const [i, [head, words]] of (
        [
          ["Hello", "Where do you sail?"],
          ["One harbour", "Porto\n+1.2 m at 14:06"],
          ["Alert", "Tell me an hour before low tide"],
        ] as const
      ).entries()) {
        const x = i * 280;
        put(doc, "rectangle", "slate", [x, 0, 200, 340]);
        put(doc, "rectangle", "blue", [x + 16, 20, 168, 54], head);
        put(doc, "note", "yellow", [x + 16, 96, 168, 120], words);
        put(doc, "ellipse", "green", [x + 50, 260, 100, 54], "Next");
        if (i > 0) arrow(doc, [x - 74, 170], [x - 6, 170]);
      }
    }),
    scene(DAY + 30, ines, SKETCHES, (doc) => {
      put(doc, "note", "pink", [600, 370, 200, 120], "Ask for the permission here, not before");
    }),
    scene(DAY + 26, tomas, SKETCHES, (doc) => {
      doc.feeds.chat.post({
        text: "Agreed, the question on the first screen scared two of five people.",
      });
    }),
  ];
}
