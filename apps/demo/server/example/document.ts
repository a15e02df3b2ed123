import type { DraftOf } from "@alongside/core";
import { RichDocument } from "../../src/document/definition.ts";
import { ines, jonas, maya, tomas } from "./people.ts";
import { DAY, HOUR, placeOf, scene, type Scene } from "./story.ts";

type Doc = DraftOf<typeof RichDocument>;
type Formats = NonNullable<Parameters<Doc["body"]["insert"]>[2]>;

const BRIEF = [RichDocument, "spring-launch"] as const;
const TALKS = [RichDocument, "harbour-talks"] as const;

/** A paragraph: its words, some with formats, and what the paragraph is. */
type Line = readonly [words: string | readonly (string | readonly [string, Formats])[], Formats?];

const H1: Formats = { header: 1 };
const H2: Formats = { header: 2 };
const ITEM: Formats = { list: "bullet" };
const DONE: Formats = { list: "checked" };
const OPEN: Formats = { list: "unchecked" };

/** Writes paragraphs at the end. */
function write(doc: Doc, lines: readonly Line[]): void {
  const { body } = doc;
  for (const [words, kind] of lines) {
    for (const part of typeof words === "string" ? [words] : words)
      if (typeof part === "string") body.insert(body.length, part);
      else body.insert(body.length, part[0], part[1]);
    if (kind === undefined) body.insert(body.length, "\n");
    else body.insert(body.length, "\n", kind);
  }
}

/** The brief of the launch, and notes from talks with sailors. */
export function documents(): readonly Scene[] {
  const bold: Formats = { bold: true };
  const known: { thread?: string } = {};
  return [
    scene(3 * DAY + 30, maya, BRIEF, (doc) => {
      doc.title = "Launch brief";
      write(doc, [
        ["Tidemark: launch brief", H1],
        [
          [
            "Tidemark tells people who sail at weekends ",
            ["when the water is high enough to leave", bold],
            " and when they have to be back. It does so on a phone that has no signal.",
          ],
        ],
        ["Why now", H2],
        [
          "The season begins in May. Of the people who try us in spring, two thirds are still here in autumn; of those who come in July it is one in five.",
        ],
        ["What we promise", H2],
        ["The next three days of tides, always on the phone", ITEM],
        ["An alert an hour before it matters, and never at night", ITEM],
        ["No account until somebody wants a second device", ITEM],
      ]);
    }),
    scene(2 * DAY + 90, jonas, BRIEF, (doc) =>
      write(doc, [
        ["What people will ask", H2],
        [
          [
            ["“Is it as good as the harbour’s table?”", { italic: true }],
            " It is the harbour’s table, plus the wind. The page about our data says how far off we were last year: 4 cm in the mean.",
          ],
        ],
        ["If a sailor has to think about us at sea, we have failed.", { blockquote: true }],
      ]),
    ),
    scene(DAY + 40, ines, BRIEF, (doc) =>
      write(doc, [
        ["Before the 14th", H2],
        ["Tides of 212 harbours checked against the official tables", DONE],
        ["Alerts survive a restart of the phone", DONE],
        ["Widget without a signal, three days", OPEN],
        ["Load test with ten times the waiting list", OPEN],
        [
          [
            "Details of the alerts are in ",
            ["the code", { code: true }],
            " beside this page, under Code.",
          ],
        ],
      ]),
    ),
    scene(DAY + 20, maya, BRIEF, (doc) => {
      doc.feeds.chat.post(
        { text: "Ines, is the load test before or after the widget?" },
        { mentions: [ines.id] },
      );
    }),
    scene(DAY + 12, ines, BRIEF, (doc) => {
      doc.feeds.chat.post({ text: "Before. I would rather find out on a Tuesday." });
    }),
    scene(DAY + 8, jonas, BRIEF, (doc) => {
      known.thread = doc.feeds.comments.post(
        { text: "Who checks the wind? The tables have none." },
        { on: { text: { field: "body", ...placeOf(doc.body, "plus the wind") } } },
      );
    }),
    scene(6 * HOUR, ines, BRIEF, (doc) => {
      doc.feeds.comments.post(
        { text: "Two stations each, the nearer one counts. I will write it down here." },
        { to: known.thread ?? "" },
      );
    }),
    scene(90, maya, BRIEF, (doc) => {
      doc.feeds.comments.post(
        { text: "Do we have the number for Denmark alone?" },
        { on: { text: { field: "body", ...placeOf(doc.body, "one in five") } } },
      );
    }),
    scene(2 * HOUR, tomas, BRIEF, (doc) => {
      doc.feeds.chat.post({
        text: "“Never at night” is my favourite line. Can it be the headline of the page?",
      });
    }),
    scene(2 * DAY + 5 * HOUR, jonas, TALKS, (doc) => {
      doc.title = "Talks in the harbour";
      write(doc, [
        ["Talks in the harbour, week 12", H1],
        ["Five people, about twenty minutes each, on their boats."],
        ["What came up more than once", H2],
        ["They check the tide in the evening and again at breakfast, never at sea", ITEM],
        ["Four of five have a paper table in a drawer, from last year", ITEM],
        ["An alert at six in the morning was the reason to uninstall another app", ITEM],
        ["Words they used", H2],
        ["“I don’t want to learn it. I want to know if I can go.”", { blockquote: true }],
      ]);
    }),
    scene(7 * HOUR, maya, TALKS, (doc) =>
      write(doc, [["So", H2], [[["First screen: yes or no.", bold], " The curve comes second."]]]),
    ),
  ];
}
