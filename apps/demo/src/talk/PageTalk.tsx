import type { Room } from "@alongside/client";
import { Chat } from "@alongside/react/chat";
import type { CodeFile } from "../code/definition.ts";
import { useUserOf } from "../home/known-people.ts";
import { bodies } from "./bodies.ts";
import { TalkPanel } from "./TalkPanel.tsx";
import { useReadMark } from "./read-mark.ts";
import type { TalkRoom } from "./talk-room.ts";

interface PageTalkProps {
  readonly room: TalkRoom;
  /** As the home names it: `document:roadmap`. */
  readonly name: string;
  readonly label: string;
  readonly onClose: () => void;
}

/** What is said beside a page on which nothing has threads of its own. */
export default function PageTalk({ room, name, label, onClose }: PageTalkProps) {
  const [readUpTo, onRead] = useReadMark(room, name);
  const userOf = useUserOf();
  return (
    <TalkPanel label={label} head={<h2>Chat</h2>} onClose={onClose}>
      <Chat
        room={room as Room<typeof CodeFile>}
        name="chat"
        readUpTo={readUpTo}
        onRead={onRead}
        userOf={userOf}
        {...bodies}
      />
    </TalkPanel>
  );
}
