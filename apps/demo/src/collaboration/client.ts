import { createClient } from "@alongside/client";
import { Refused } from "@alongside/core";
import type { DeviceState } from "@alongside/client";
import { indexedDbStore } from "@alongside/client/indexeddb";
import { configureClient } from "@alongside/react";
import { Cell } from "../lib/cell.ts";
import { isSignedOut } from "./signed-out.ts";

// Whoever opens these pages is a guest, the same one each time: what was written waits in this browser until it is sent.
const store = indexedDbStore({ user: "guest" });

/** Whether this browser keeps what is written here, and why not. */
export const device = new Cell<DeviceState>({ name: "opening" });

/** The last thing that somebody tried to change which only another tab of the browser has, as long as there is no network. */
export const triedElsewhere = new Cell<{ readonly message: string } | undefined>(undefined);

export const client = createClient({
  url: "/live",
  onError(error) {
    if (isElsewhere(error))
      triedElsewhere.set({
        message: "Another tab made this and is not back online yet: change it there",
      });
    else console.error(error);
  },
  persist(given) {
    const opened = store(given);
    device.set(opened.state.get());
    opened.state.subscribe((state) => device.set(state));
    return opened;
  },
});
configureClient(client);

function isElsewhere(error: unknown): boolean {
  return error instanceof Refused && error.code === "tab.unsent";
}

// What was pressed or dragged did nothing, and the person is told why.
window.addEventListener("error", (event) => {
  if (isElsewhere(event.error)) event.preventDefault();
});

/** Asks the browser not to remove what it keeps. Resolves to whether it promised. */
export const { keep } = store;

/** Takes everything off this device, also who the guest was. Rejects with `device.unsent` where work would be lost, unless `all` of it goes. */
export async function signOut(all: boolean): Promise<void> {
  await client.forget({ unsent: all ? "discard" : "refuse" });
  // Where the client remembers its guest: the next one who opens the page is another.
  localStorage.removeItem("alongside:guest");
  localStorage.removeItem("alongside:introduction");
  isSignedOut.set(true);
}
