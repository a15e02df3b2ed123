import type { TextSystem } from "../system.ts";

/** Each is loaded in a process that runs no other. */
export const SYSTEMS = {
  Alongside: () => import("./alongside.ts"),
  "Alongside, openText": () => import("./alongside-open-text.ts"),
  Yjs: () => import("./yjs.ts"),
  Loro: () => import("./loro.ts"),
  Automerge: () => import("./automerge.ts"),
  "json-joy": () => import("./json-joy.ts"),
  "diamond-types": () => import("./diamond-types.ts"),
  "CodeMirror state": () => import("./codemirror.ts"),
  "quill-delta": () => import("./quill-delta.ts"),
} satisfies { [name: string]: () => Promise<{ readonly system: TextSystem }> };

export type SystemName = keyof typeof SYSTEMS;
