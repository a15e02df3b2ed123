import { useEffect, useState } from "react";
import { icons } from "./icons.tsx";

/** How long it stays, in ms. */
const SHOWN_MS = 8000;

/** Something that a page says once: each time is an object of its own. */
export interface Said {
  readonly message: string;
}

/** Says for a while why something was not done. */
export function SaidOnce({ said }: { readonly said: Said | undefined }) {
  const [gone, setGone] = useState<Said>();
  useEffect(() => {
    const timer = setTimeout(() => setGone(said), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div className="said" role="status">
      {said !== undefined && said !== gone && (
        <p className="stuck-hint panel">
          {icons.warning}
          <span>{said.message}</span>
        </p>
      )}
    </div>
  );
}
