import { Chat } from "@alongside/react/chat";
import { TalkPanel } from "../talk/TalkPanel.tsx";
import { useReadMark } from "../talk/read-mark.ts";
import { useRoom } from "./hooks.ts";

/** What is said beside a document. */
export default function DocumentTalk({ onClose }: { readonly onClose: () => void }) {
  const room = useRoom();
  const [readUpTo, onRead] = useReadMark(`document:${room.id}`);
  return (
    <TalkPanel label="Chat beside the document" head={<h2>Chat</h2>} onClose={onClose}>
      <Chat room={room} name="chat" readUpTo={readUpTo} onRead={onRead} />
    </TalkPanel>
  );
}
