import { Chat } from "@alongside/react/chat";
import { Bell, useNotifications } from "@alongside/react/inbox";
import { Header } from "./Header.tsx";
import { Refused } from "./Refused.tsx";
import { useRejected, useRoom, useStorage } from "./room.ts";
import { Topic } from "./Topic.tsx";
import "@alongside/ui/chat.css";
import "@alongside/ui/inbox.css";
import "./talk.css";

export function App() {
  const room = useRoom();
  const topic = useStorage((talk) => talk.topic);
  const { inbox } = useNotifications();
  return (
    <>
      <Header title="my-app" room={room}>
        {topic !== undefined && <Topic key={topic} topic={topic} />}
        <Bell
          onOpen={({ place }) => location.assign(`?room=${place?.room.split(":")[1] ?? "home"}`)}
          aboutOf={({ place }) => place?.room.split(":")[1]}
        />
      </Header>
      <main className="talk">
        <Chat
          room={room}
          name="chat"
          readUpTo={inbox.lookedAt(room, { feed: "chat" })}
          onRead={(seq) => inbox.look(room, { feed: "chat", seq })}
        />
      </main>
      <Refused changes={useRejected()} />
    </>
  );
}
