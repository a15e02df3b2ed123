import type { Room } from "@alongside/client";
import type { Post } from "@alongside/client/feeds";
import { openInbox } from "@alongside/client/inbox";
import { Chat, Composer, Thread, Threads } from "@alongside/react/chat";
import type { CodeFile } from "../code/definition.ts";
import { client } from "../collaboration/client.ts";
import { useUserOf } from "../home/known-people.ts";
import { bodies } from "./bodies.ts";
import { TalkPanel } from "./TalkPanel.tsx";
import { TalkTabs } from "./TalkTabs.tsx";
import type { TextTalk } from "./talk-shown.ts";
import type { TextRoom } from "./talk-room.ts";
import { useReadMark } from "./read-mark.ts";

interface PageTalkProps extends Pick<TextTalk, "show"> {
  readonly shown: NonNullable<TextTalk["shown"]>;
  readonly room: TextRoom;
  /** As the home names it: `document:roadmap`. */
  readonly name: string;
  /** The text that threads are about. */
  readonly field: "body" | "source";
  readonly label: string;
  /** Brings a place of the text into view. */
  readonly reveal: (at: number) => void;
}

/** What is said beside a text, and about words in it. */
export default function PageTalk({ room, name, field, label, shown, show, reveal }: PageTalkProps) {
  const [readUpTo, onRead] = useReadMark(room, name);
  const userOf = useUserOf();
  const aboutOf = (post: Pick<Post<unknown>, "on">) => <About post={post} reveal={reveal} />;
  // What is said beside a document is as beside code.
  const parts = { room: room as Room<typeof CodeFile>, userOf, ...bodies };
  return (
    <TalkPanel
      label={label}
      head={<TalkTabs isChat={shown.name === "chat"} show={show} />}
      onClose={() => show(undefined)}
    >
      {shown.name === "chat" && <Chat {...parts} name="chat" readUpTo={readUpTo} onRead={onRead} />}
      {shown.name === "comments" && (
        <Threads
          {...parts}
          name="comments"
          aboutOf={quoteOf}
          words={{
            noThreads: "Select some words and press Comment: a thread on them is listed here",
          }}
          onOpen={(id) => show({ name: "thread", id })}
        />
      )}
      {shown.name === "thread" && (
        <Thread
          {...parts}
          key={shown.id}
          name="comments"
          id={shown.id}
          aboutOf={aboutOf}
          onRead={(seq) =>
            openInbox(client).look(parts.room, { feed: "comments", thread: shown.id, seq })
          }
          onClose={() => show({ name: "comments" })}
        />
      )}
      {shown.name === "new" && (
        <div className="talk-new">
          <p className="talk-quote" dir="auto">
            {shown.on.words}
          </p>
          <Composer
            {...parts}
            name="comments"
            on={{ text: { field, from: shown.on.from, to: shown.on.to } }}
            placeholder="Write a comment"
            isFocused
            onPost={(id) => show({ name: "thread", id })}
          />
        </div>
      )}
    </TalkPanel>
  );
}

function quoteOf({ on }: Pick<Post<unknown>, "on">): string {
  return on !== undefined && "text" in on ? `On “${short(on.text.words)}”` : "A thread";
}

function short(words: string): string {
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

/** What a thread is about: a press goes there, while the words are there. */
function About({
  post,
  reveal,
}: Pick<PageTalkProps, "reveal"> & { readonly post: Pick<Post<unknown>, "on"> }) {
  const { on } = post;
  const from = on !== undefined && "text" in on ? on.text.from : undefined;
  if (from === undefined) return `${quoteOf(post)}, which was deleted`;
  return (
    <button type="button" className="talk-about" onClick={() => reveal(from)}>
      {quoteOf(post)}
    </button>
  );
}
