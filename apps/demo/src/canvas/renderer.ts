import type { ComponentType } from "react";
import type { Camera } from "../board/camera.ts";
import type { ShownShape } from "../board/shape.ts";

/** What there is to draw. Shapes that are `===` to those drawn before have not changed. */
export interface Scene {
  readonly shapes: readonly ShownShape[];
  readonly camera: Camera;
  /** The shape whose text is being written elsewhere: drawn without it. */
  readonly editing: string | undefined;
}

/** Draws the shapes of a board, and only those, over the whole canvas. Pointers never reach it. */
export type Renderer = ComponentType<Scene>;
