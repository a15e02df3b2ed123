import { Bell } from "@alongside/react/inbox";
import "@alongside/ui/inbox.css";
import { useState } from "react";
import { useRoom } from "../room.ts";

export function Notifications() {
  const { people } = useRoom();
  const [opened, setOpened] = useState("nothing yet");
  return (
    <>
      <Bell
        userOf={(id) => people.get().find(({ user }) => user.id === id)?.user}
        aboutOf={({ place }) => (place?.room === "gallery:elsewhere" ? "Elsewhere" : undefined)}
        onOpen={({ title }) => setOpened(title)}
      />
      <p>Opened: {opened}</p>
    </>
  );
}
