"use client";

import dynamic from "next/dynamic";

/** Editors and graphs need a page: the room is shown once there is one. */
export const Live = dynamic(() => import("./room.tsx"), { ssr: false });
