import {
  type AnyTextDraft,
  openText,
  type OpenTextOptions,
  type RemoteCaret,
  type Room,
} from "@alongside/client";
import type { DraftOf, RoomDefinition } from "@alongside/core";
import { bindTextarea } from "@alongside/editors/textarea";
import { bindValue, type ValueBinding } from "@alongside/editors/value";
import { type RefCallback, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { given } from "../given.ts";
import { isNowhere, NOWHERE } from "../room-nowhere.ts";
import { useReadable } from "../use-readable.ts";

/** A shared text, for an element or a component that shows it. */
export interface TextTools {
  /** Binds a `<textarea>` or a text `<input>` to the text, with the others' carets in it: `<textarea ref={ref} />`, without `value`. */
  readonly ref: RefCallback<HTMLTextAreaElement | HTMLInputElement>;
  /** The text as it is seen here; undefined while it is not there. */
  readonly value: string | undefined;
  /**
   * For a component with a value of its own: the person made it `value`, and `caret` is where they are by now, in UTF-16 units. Where
   * others write, a caret that React holds jumps to the end: an element is better bound by `ref`.
   */
  readonly change: (value: string, caret?: number) => void;
  readonly canWrite: boolean;
  /** Where the others are in it. */
  readonly carets: readonly RemoteCaret[];
}

const NO_CARETS: readonly RemoteCaret[] = [];

/**
 * One text of a room, found as `openText` finds it: `useText(room, (doc) => doc.notes.get(id)?.body)`. `find` is asked when the hook is first
 * shown; give a component whose text is another one a `key`. Throws `TypeError` for what is not a room.
 */
export function useText<D extends RoomDefinition>(
  room: Room<D>,
  find: (doc: DraftOf<D>) => AnyTextDraft | undefined,
  options?: OpenTextOptions,
): TextTools {
  if (typeof room !== "object" || room === null || !("ready" in room))
    throw new TypeError(`useText needs a room, as useRoom() returns it, got ${given(room)}`);
  const [first] = useState({ find, options });
  const opened = useMemo(() => (isNowhere(room) ? undefined : open(room, first)), [room, first]);
  const binding = useRef<ValueBinding | undefined>(undefined);
  useEffect(() => {
    if (opened === undefined) return undefined;
    const own = bindValue(opened.changed, { set: () => {} });
    binding.current = own;
    return () => {
      binding.current = undefined;
      own.detach();
    };
  }, [opened]);
  const ref = useCallback<RefCallback<HTMLTextAreaElement | HTMLInputElement>>(
    (element) => {
      if (element === null || opened === undefined) return undefined;
      const bound = bindTextarea(element, opened.bound);
      return () => bound.detach();
    },
    [opened],
  );
  const change = useCallback((value: string, caret?: number) => {
    binding.current?.change(value, caret);
  }, []);
  return {
    ref,
    change,
    value: useReadable(opened?.value ?? NOWHERE.nothing, undefined),
    canWrite: useReadable(opened?.bound.canWrite ?? NOTHING_WRITTEN, false),
    carets: useReadable(opened?.bound.carets ?? NOBODY, NO_CARETS),
  };
}

const NOTHING_WRITTEN = { get: () => false, subscribe: () => () => {} };
const NOBODY = { get: () => NO_CARETS, subscribe: () => () => {} };

/** The text twice, as each handle is told of what the other writes. */
function open<D extends RoomDefinition>(
  room: Room<D>,
  {
    find,
    options,
  }: {
    readonly find: (doc: DraftOf<D>) => AnyTextDraft | undefined;
    readonly options: OpenTextOptions | undefined;
  },
) {
  const [bound, changed] = [openText(room, find, options), openText(room, find, options)];
  let last: { readonly text: unknown; readonly value: string | undefined } | undefined;
  const get = (): string | undefined => {
    const text = bound.get();
    if (last === undefined || last.text !== text) last = { text, value: text?.toString() };
    return last.value;
  };
  return { bound, changed, value: { get, subscribe: room.subscribe as Subscribe } };
}

type Subscribe = (callback: () => void) => () => void;
