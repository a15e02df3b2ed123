import type { ComponentType } from "react";
import { Cursors } from "./examples/Cursors.tsx";
import { Faces } from "./examples/Faces.tsx";
import { Following } from "./examples/Following.tsx";
import { Lock } from "./examples/Lock.tsx";
import { Notifications } from "./examples/Notifications.tsx";
import { Player } from "./examples/Player.tsx";
import { Reader } from "./examples/Reader.tsx";
import { Selections } from "./examples/Selections.tsx";
import { Stack } from "./examples/Stack.tsx";
import { Status } from "./examples/Status.tsx";
import { Typing } from "./examples/Typing.tsx";

/** The sources of the examples. */
const CODE: Readonly<Record<string, string>> = import.meta.glob("./examples/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});

interface OneExample {
  readonly name: string;
  readonly text: string;
  readonly code: string;
  readonly Shown: ComponentType;
}

/** The parts of the kit, each with the source of what shows it. */
export const EXAMPLES: readonly OneExample[] = [
  {
    name: "Cursors",
    text: "Where the others point, also where this page has been scrolled elsewhere: the edges name them, and a click goes there.",
    code: codeOf("Cursors"),
    Shown: Cursors,
  },
  {
    name: "SelectionLayer",
    text: "What the others have selected, by the names of elements or records. Several people on one thing have one tag.",
    code: codeOf("Selections"),
    Shown: Selections,
  },
  {
    name: "FollowFrame",
    text: "Looks at what somebody else looks at, until they leave, or this page is scrolled by hand, or Escape is pressed.",
    code: codeOf("Following"),
    Shown: Following,
  },
  {
    name: "AvatarStack",
    text: "Who is here: oneself first, one face for each person, and a list of everyone behind the last.",
    code: codeOf("Stack"),
    Shown: Stack,
  },
  {
    name: "UserAvatar",
    text: "A picture, or initials while there is none. What somebody says of themselves is shown, and does nothing.",
    code: codeOf("Faces"),
    Shown: Faces,
  },
  {
    name: "TypingIndicator",
    text: "Who types in a field. It keeps its line, so that nothing jumps.",
    code: codeOf("Typing"),
    Shown: Typing,
  },
  {
    name: "ConnectionStatus",
    text: "Whether one is connected, and where it is safe what one did.",
    code: codeOf("Status"),
    Shown: Status,
  },
  {
    name: "Announcer",
    text: "Reads out who comes and goes, many at once in one sentence, and says who is here when it is asked.",
    code: codeOf("Reader"),
    Shown: Reader,
  },
  {
    name: "HistoryPlayer",
    text: "Goes to and fro in what was done: play, speed, a slider with marks in people's colours, and names of moments. The app shows the moment.",
    code: codeOf("Player"),
    Shown: Player,
  },
  {
    name: "Bell",
    text: "Counts what the user has not seen, on every device at once, and opens their inbox. Try it: somebody mentions you.",
    code: codeOf("Notifications"),
    Shown: Notifications,
  },
  {
    name: "LockBadge",
    text: "Who has something to themselves, and a way to take it over. AgentBadge says that somebody is a program.",
    code: codeOf("Lock"),
    Shown: Lock,
  },
];

function codeOf(name: string): string {
  return CODE[`./examples/${name}.tsx`] ?? "";
}
