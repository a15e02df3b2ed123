import {
  announcer,
  type Announcer as Announces,
  type AnnouncerOptions,
  type ShownPerson,
} from "@alongside/ui";
import { type Ref, useCallback, useEffect, useRef } from "react";

interface AnnouncerProps<P extends ShownPerson> extends AnnouncerOptions<P> {
  /** What can be asked who is here, and can say something. */
  readonly ref?: Ref<Pick<Announces<P>, "ask" | "say">>;
}

/** Reads out who comes and goes: once on a page, `<Announcer people={room.people} status={room.status} />`. */
export function Announcer<P extends ShownPerson>({ ref, ...options }: AnnouncerProps<P>) {
  const latest = useRef(options);
  const shown = useRef<Announces<P> | undefined>(undefined);
  useEffect(() => {
    latest.current = options;
    shown.current?.update(options);
  });
  const host = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return undefined;
      const part = announcer(element, latest.current);
      shown.current = part;
      give(ref, part);
      return () => {
        shown.current = undefined;
        give(ref, null);
        part.destroy();
      };
    },
    [ref],
  );
  return <div ref={host} style={{ display: "contents" }} />;
}

function give<T>(ref: Ref<T> | undefined, value: T | null): void {
  if (typeof ref === "function") ref(value);
  else if (ref) ref.current = value;
}
