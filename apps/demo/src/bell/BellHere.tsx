import { Suspense } from "react";
import type { RoomStatus } from "@alongside/client";
import { late } from "../lib/late.ts";
import { useCell } from "../lib/use-cell.ts";
import type { Readable } from "../lib/cell.ts";

/** It comes once the page is there. */
const OwnBell = late(() => import("./OwnBell.tsx"));

/** The place of the bell, and the bell once the page's room is here. */
export function BellHere({ status }: { readonly status: Readable<RoomStatus> }) {
  const isHere = useCell(status).name === "live";
  return (
    <span className="bell-place">
      {isHere && (
        <Suspense>
          <OwnBell />
        </Suspense>
      )}
    </span>
  );
}
