import { AvatarStack } from "@alongside/react/ui";
import { useState } from "react";
import { useRoom } from "../room.ts";

export function Stack() {
  const { people } = useRoom();
  const [pressed, setPressed] = useState("nobody yet");
  return (
    <>
      <AvatarStack
        people={people}
        max={5}
        where={({ self }) => (self ? undefined : "in the gallery")}
        onActivate={({ user }) => setPressed(user.name)}
      />
      <p>Go to: {pressed}</p>
    </>
  );
}
