import { useRoom } from "./room.ts";

/** What the room is about: written by whoever knows better. */
export function Topic({ topic }: { readonly topic: string }) {
  const room = useRoom();
  return (
    <input
      className="topic"
      aria-label="Topic"
      placeholder="What is this room about?"
      maxLength={200}
      defaultValue={topic}
      onBlur={({ currentTarget: { value } }) => {
        if (value !== topic) room.mutate.setTopic({ topic: value });
      }}
      onKeyDown={({ key, currentTarget }) => key === "Enter" && currentTarget.blur()}
    />
  );
}
