import { memo } from "react";

interface CursorProps {
  readonly client: string;
  readonly name: string;
  readonly color: string;
  readonly state: string;
  /** Takes the element over, to move it without React. */
  readonly follow: (client: string, element: HTMLElement | null) => () => void;
}

/** Somebody's pointer with their name. */
export const Cursor = memo(function Cursor({ client, name, color, state, follow }: CursorProps) {
  return (
    <div
      ref={(element) => follow(client, element)}
      className={`cursor ${state}`}
      style={{ "--person": color }}
      data-cursor={name}
    >
      <svg viewBox="0 0 20 22">
        <path d="M2 2l5.6 16 2.9-6.6 6.9-2.4z" />
      </svg>
      <span dir="auto">{name}</span>
    </div>
  );
});
