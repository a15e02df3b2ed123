import { feedOf } from "@alongside/client/feeds";
import { useThreads } from "@alongside/react/feeds";
import { useMemo } from "react";
import { boxToScreen, type Camera } from "../board/camera.ts";
import { useRoom } from "../board/hooks.ts";
import type { ShownShape } from "../board/shape.ts";
import { boxOf } from "../lib/geometry.ts";

interface CommentPinsProps {
  readonly shapes: readonly ShownShape[];
  readonly camera: Camera;
  /** The thread that is open. */
  readonly open: string | undefined;
  readonly onOpen: (id: string) => void;
}

/** The threads that are open, at the shapes that they are about. */
export default function CommentPins({ shapes, camera, open, onOpen }: CommentPinsProps) {
  const room = useRoom();
  const { posts } = useThreads(feedOf(room, "comments"), "open-threads");
  const byShape = useMemo(() => Map.groupBy(posts, shapeOf), [posts]);
  return shapes.flatMap((shape) =>
    (byShape.get(shape.id) ?? []).map(({ id, name, replies }, i) => {
      const { x, y, w } = boxToScreen(camera, boxOf(shape));
      const count = replies.count + 1;
      return (
        <button
          key={id}
          type="button"
          className="comment-pin"
          aria-label={`Comment by ${name ?? "somebody"}, ${count} in all`}
          aria-pressed={id === open}
          style={{ transform: `translate(${x + w - 10 + i * 22}px, ${y - 18}px)` }}
          onPointerDown={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
          onClick={() => onOpen(id)}
        >
          {count}
        </button>
      );
    }),
  );
}

function shapeOf({ on }: { readonly on: unknown }): unknown {
  return (on as { readonly record?: string } | undefined)?.record;
}
