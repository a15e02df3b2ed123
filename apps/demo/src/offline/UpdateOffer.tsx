import { useState } from "react";
import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";
import { isOutdated } from "./keep-page.ts";

/** Says that there is a newer page, and takes it when asked to. */
export function UpdateOffer() {
  const isThere = useCell(isOutdated);
  const [isLater, setIsLater] = useState(false);
  return (
    <div className="update-offer" role="status">
      {isThere && !isLater && (
        <div className="panel">
          {icons.refresh}
          <p>There is a newer version.</p>
          <button type="button" className="primary" onClick={() => location.reload()}>
            Reload
          </button>
          <button type="button" onClick={() => setIsLater(true)}>
            Later
          </button>
        </div>
      )}
    </div>
  );
}
