import { ActivityFeed } from "@alongside/react/activity";
import type { Editor } from "../board/editor.ts";
import { useCollaboration, useRoom } from "../board/hooks.ts";
import { shapesOf } from "../board/shape.ts";
import { useUserOf } from "../home/known-people.ts";
import { icons } from "../ui/icons.tsx";
import "../styles/activity.css";

/** What is done on the board, beside it; a click on something selects it and brings it into view. */
export default function ActivityPanel({
  editor,
  onClose,
}: {
  readonly editor: Editor;
  readonly onClose: () => void;
}) {
  const room = useRoom();
  const { users } = useCollaboration();
  const userOf = useUserOf();
  return (
    <aside className="activity-panel panel" aria-label="Activity on the board">
      <header>
        <h2>Activity</h2>
        <button type="button" className="action" aria-label="Close the activity" onClick={onClose}>
          {icons.close}
        </button>
      </header>
      <ActivityFeed
        room={room}
        enter="slideIn"
        exit="fadeOut"
        userOf={(id) => users.find(({ user }) => user.id === id)?.user ?? userOf(id)}
        nameOf={(id) => userOf(id)?.name}
        onOpen={({ ids }) => {
          const shapes = shapesOf(editor.shapes(), ids);
          if (shapes.length > 0) editor.showOnly(shapes);
        }}
      />
    </aside>
  );
}
