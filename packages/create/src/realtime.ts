import type { Framework, Template } from "./command.ts";
import { type PackageManager, runs } from "./environment.ts";
import type { Files, TemplateMeta } from "./template-files.ts";

/** What there is to tell of an app. */
export interface Made {
  readonly name: string;
  readonly template: Template;
  readonly framework: Framework;
  readonly pm: PackageManager;
  readonly meta: TemplateMeta;
  readonly files: Files;
  /** What was measured, in Markdown. */
  readonly measured?: string;
}

/** What every app has, by its server and client. */
const COMMON = [
  "own changes on the screen in the same frame, before the server has heard of them",
  "everybody sees the same: the server's log has one order",
  "presence: who is here, and how they are connected",
  "what the server refuses leaves the screen, with its reason and another try",
  "work without a network, kept in the browser and sent once",
  "WebSocket, then server-sent events, then polling, by itself",
  "rooms on disk: what was acknowledged survives a crash of the process",
];

/** `REALTIME.md`: what was built, how a change travels, what was measured, and what to type next. */
export function realtime(made: Made): string {
  const { name, template, framework, pm, meta, files } = made;
  const paths = [...files.keys()].toSorted();
  return `# ${name}: what was built

${meta.about} Template \`${template}\`, ${framework}.

## Architecture

- **Protocol**: JSON messages over one WebSocket for each page, at \`/live\`. Where none gets through, server-sent events, then polling, with the same promises.
- **State sync**: a room is a log with one owner, the server. A page joins with a snapshot and what came since, and resumes from the last entry that it has.
- **Presence**: in the server's memory alone, told in ticks, up to 30 a second. It is never in the log.
- **Conflict resolution**: two who write different fields do not conflict. Of one field the last write in the log counts, counters add up, lists keep their order by neighbours, and what two type in one text is transformed, so that both stay.

## Data flow

\`\`\`
client A ──▶ optimistic update ──▶ server ──▶ broadcast ──▶ client B
   │               │                  │            │            │
local state    the view, in the   validation:   one frame   remote state:
(confirmed +   same frame;        schema,       for all     confirmed, with
 pending)      undone where it    rights,       who see     B's own pending
               is refused         your rule     the same    changes over it
                                      │
                                   on disk
\`\`\`

## Features

${[...meta.features, ...COMMON].map((feature) => `- [x] ${feature}`).join("\n")}
- [ ] sign-in: everybody is a guest until \`server/alongside.ts\` has \`authenticate\`

## Performance

${made.measured ?? "Not measured."}

\`${runs(pm, "report")}\` measures it again.

## Files

${paths.map((path) => `- ${path}`).join("\n")}

## Next

\`\`\`sh
${runs(pm, "dev")}
\`\`\`
`;
}
