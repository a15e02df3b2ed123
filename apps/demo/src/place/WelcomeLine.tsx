import { useEffect, useState } from "react";
import { hrefOf } from "../page/address.ts";
import type { Address } from "../page/address.ts";
import { endWelcome, isWelcoming } from "../page/welcome.ts";
import { icons } from "../ui/icons.tsx";
import { useOthersInPlace } from "./hooks.ts";

/** Tells somebody who is alone in a room of their own how to see others. It goes when somebody comes. */
export function WelcomeLine({ address }: { readonly address: Address }) {
  const [isClosed, setIsClosed] = useState(false);
  const isAlone = useOthersInPlace((others) => others.length === 0);
  useEffect(() => {
    // Whoever was here once is known: the line does not come back when they go.
    if (isClosed || !isAlone) endWelcome();
  }, [isClosed, isAlone]);
  if (isClosed || !isAlone || !isWelcoming(address.id)) return null;
  return (
    <p className="welcome-line panel">
      {icons.people}
      <span>
        <a href={hrefOf(address)} target="_blank" rel="noopener">
          Open this in a second window
        </a>
        , or send the link: you see each other at once.
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Close this hint"
        onClick={() => setIsClosed(true)}
      >
        {icons.close}
      </button>
    </p>
  );
}
