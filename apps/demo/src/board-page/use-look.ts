import { useEffect } from "react";
import type { Editor } from "../board/editor.ts";
import { useRoom } from "../board/hooks.ts";

/** Tells the server what the screen shows of the board: in a large room it sends the cursors of there alone. */
export function useLook({ camera, view }: Editor): void {
  const room = useRoom();
  useEffect(() => {
    const look = (): void => {
      const { w, h } = view.get();
      const { x, y, zoom } = camera.get();
      if (w > 0) room.look({ x, y, width: w / zoom, height: h / zoom });
    };
    look();
    const stopCamera = camera.subscribe(look);
    const stopView = view.subscribe(look);
    return () => {
      stopCamera();
      stopView();
    };
  }, [room, camera, view]);
}
