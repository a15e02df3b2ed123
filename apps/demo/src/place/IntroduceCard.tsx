import type { Room } from "@alongside/client";
import { useEffect, useRef, useState } from "react";
import { client } from "../collaboration/client.ts";
import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";
import { endIntroducing, introducing } from "./introducing.ts";

/** Colours that the server gives to people: white text is read on each. */
const COLORS = [
  "#ea011a", "#9b5e1d", "#666800", "#2c8731", "#056e9d", "#0a47fd", "#6213ab", "#c320de", "#bc157a", "#772c48",
] as const; // prettier-ignore

/** Asks for the name and colour that the others see. Offered on the first visit; a press on one's own face brings it back. */
export function IntroduceCard({ room }: { readonly room: Company }) {
  const why = useCell(introducing);
  const self = useCell(room.self);
  if (why === undefined || self === undefined) return null;
  const { name, color } = self;
  return <Card key={why} room={room} name={name} color={color} isOffered={why === "offered"} />;
}

/** A room in which one is, and others are. */
type Company = Pick<Room, "self" | "people">;

interface CardProps {
  readonly room: Company;
  readonly name: string;
  readonly color: string;
  readonly isOffered: boolean;
}

function Card({ room, name, color, isOffered }: CardProps) {
  const [draft, setDraft] = useState(name);
  const taken = useCell(room.people).flatMap(({ user, self }) => (self ? [] : user.color));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Whoever is here for the first time has not asked for it: their keys are the board's.
    if (!isOffered) field.current?.select();
  }, [isOffered]);
  return (
    <form
      className="introduce panel"
      aria-label="Your name and colour"
      onSubmit={(event) => {
        event.preventDefault();
        const wish = draft.trim();
        if (wish !== "" && wish !== name) client.introduce({ name: wish });
        endIntroducing();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") endIntroducing();
      }}
    >
      <h2>{isOffered ? "This is how others see you" : "How others see you"}</h2>
      <label className="own-name">
        <span className="unseen">Your name</span>
        <i style={{ "--person": color }} aria-hidden="true" />
        <input
          ref={field}
          dir="auto"
          value={draft}
          maxLength={40}
          autoComplete="nickname"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setDraft(event.target.value)}
        />
      </label>
      <div className="own-colors" role="group" aria-label="Your colour">
        {COLORS.map((one, i) => (
          <button
            key={one}
            type="button"
            style={{ "--person": one }}
            aria-label={`Colour ${i + 1}`}
            aria-pressed={one === color}
            disabled={taken.includes(one)}
            title={taken.includes(one) ? "Somebody here has this colour" : undefined}
            onClick={() => client.introduce({ color: one })}
          >
            {one === color && icons.check}
          </button>
        ))}
      </div>
      <div className="introduce-actions">
        <button type="button" className="soft" onClick={endIntroducing}>
          {isOffered ? "Skip" : "Cancel"}
        </button>
        <button type="submit" className="primary">
          {isOffered ? "That is me" : "Save"}
        </button>
      </div>
    </form>
  );
}
