import { follow, type Follow } from "@alongside/client/follow";
import { AvatarStack, FollowFrame } from "@alongside/react/ui";
import { useEffect, useRef, useState } from "react";
import type { Gallery } from "../definition.ts";
import { useRoom } from "../room.ts";

export function Following() {
  const room = useRoom();
  const text = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState<Follow<typeof Gallery>>();
  useEffect(() => {
    const there = text.current;
    if (there === null) return undefined;
    const most = () => there.scrollHeight - there.clientHeight;
    const now = follow(room, {
      viewport: {
        get: () => [there.scrollTop / most()],
        set: ([part = 0]) => void (there.scrollTop = part * most()),
      },
    });
    there.addEventListener("scroll", now.moved);
    setFollowing(now);
    return () => {
      there.removeEventListener("scroll", now.moved);
      now.end();
    };
  }, [room]);
  return (
    <>
      <AvatarStack
        people={room.people}
        max={4}
        onActivate={({ user }) => void following?.start(user.id)}
      />
      <div className="reading">
        <div ref={text} tabIndex={0} role="region" aria-label="A text that scrolls">
          {Array.from({ length: 12 }, (_, i) => (
            <p key={i}>
              {i + 1}. Who reads on takes along whoever follows, on screens of any size.
            </p>
          ))}
        </div>
        {following && <FollowFrame follow={following} />}
      </div>
    </>
  );
}
