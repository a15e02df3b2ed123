import type { Post } from "@alongside/client/feeds";
import { openInbox } from "@alongside/client/inbox";
import { Chat, Composer, Thread, Threads } from "@alongside/react/chat";
import type { Editor } from "../board/editor.ts";
import { useCollaboration, useRoom } from "../board/hooks.ts";
import { client } from "../collaboration/client.ts";
import { describeShape, type Shape, shapesOf } from "../board/shape.ts";
import { useUserOf } from "../home/known-people.ts";
import { bodies } from "../talk/bodies.ts";
import { TalkPanel } from "../talk/TalkPanel.tsx";
import { TalkTabs } from "../talk/TalkTabs.tsx";
import { useReadMark } from "../talk/read-mark.ts";
import type { TalkShown } from "./talk-shown.ts";

interface BoardTalkProps {
  readonly editor: Editor;
  readonly shown: TalkShown;
  readonly show: (next: TalkShown | undefined) => void;
}

/** What is said beside a board, and about shapes on it. */
export default function BoardTalk({ editor, shown, show }: BoardTalkProps) {
  const room = useRoom();
  const { shapes = [] } = useCollaboration();
  const [readUpTo, onRead] = useReadMark(room, `board:${room.id}`);
  const userOf = useUserOf();
  const aboutOf = ({ on }: Pick<Post<unknown>, "on">) =>
    on && "record" in on ? aboutShape(shapes, on.record) : "A thread";
  const leadingOf = (post: Pick<Post<unknown>, "on">) => (
    <About editor={editor} on={post.on} words={aboutOf(post)} />
  );
  return (
    <TalkPanel
      label="Chat beside the board"
      head={<TalkTabs isChat={shown.name === "chat"} show={show} />}
      onClose={() => show(undefined)}
    >
      {shown.name === "chat" && (
        <Chat
          room={room}
          name="chat"
          readUpTo={readUpTo}
          onRead={onRead}
          userOf={userOf}
          {...bodies}
        />
      )}
      {shown.name === "comments" && (
        <Threads
          room={room}
          name="comments"
          userOf={userOf}
          {...bodies}
          aboutOf={aboutOf}
          words={{ noThreads: "Select a shape and press Comment: a thread on it is listed here" }}
          onOpen={(id) => show({ name: "thread", id })}
        />
      )}
      {shown.name === "thread" && (
        <Thread
          key={shown.id}
          room={room}
          name="comments"
          id={shown.id}
          userOf={userOf}
          {...bodies}
          aboutOf={leadingOf}
          onRead={(seq) =>
            openInbox(client).look(room, { feed: "comments", thread: shown.id, seq })
          }
          onClose={() => show({ name: "comments" })}
        />
      )}
      {shown.name === "new" && (
        <div className="talk-new">
          <p>{aboutShape(shapes, shown.shape)}</p>
          <Composer
            room={room}
            name="comments"
            on={{ record: shown.shape }}
            {...bodies}
            placeholder="Write a comment"
            isFocused
            onPost={(id) => show({ name: "thread", id })}
          />
        </div>
      )}
    </TalkPanel>
  );
}

function aboutShape(shapes: readonly Shape[], id: string): string {
  const [shape] = shapesOf(shapes, [id]);
  return shape ? `On a ${describeShape(shape)}` : "On a shape that was deleted";
}

/** What a thread is about: a press goes there, while it is there. */
function About({
  editor,
  on,
  words,
}: {
  readonly editor: Editor;
  readonly on: Post<unknown>["on"];
  readonly words: string;
}) {
  const shapes = on && "record" in on ? shapesOf(editor.shapes(), [on.record]) : [];
  if (shapes.length === 0) return words;
  return (
    <button type="button" className="talk-about" onClick={() => editor.showOnly(shapes)}>
      {words}
    </button>
  );
}
