import { loadPeer } from "../../peers.ts";
import type { TextSystem } from "../system.ts";

/** What we use of CodeMirror. */
interface CodeMirror {
  EditorState: { create(config: { readonly doc: string }): EditorState };
}

interface EditorState {
  readonly doc: { readonly length: number; toString(): string };
  update(spec: {
    readonly changes: { readonly from: number; readonly to: number; readonly insert: string };
  }): { readonly state: EditorState };
}

const { EditorState } = await loadPeer<CodeMirror>("@codemirror/state");

/** An editor's own state: nothing is kept for anybody else. */
export const system: TextSystem = {
  create() {
    let state = EditorState.create({ doc: "" });
    return {
      edit(patches) {
        for (const [from, gone, insert] of patches)
          state = state.update({ changes: { from, to: from + gone, insert } }).state;
      },
      get length() {
        return state.doc.length;
      },
      toString: () => state.doc.toString(),
      save: () => state.doc.toString(),
    };
  },
  load: (saved) => EditorState.create({ doc: saved as string }).doc.toString(),
};
