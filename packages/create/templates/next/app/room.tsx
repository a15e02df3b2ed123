import { indexedDbStore } from "@alongside/client/indexeddb";
import { configureClient } from "@alongside/react";
import { App } from "../src/App.tsx";
import { RoomProvider } from "../src/room.ts";

// What is written without a network waits in this browser, also over a reload.
configureClient({ url: "/live", persist: indexedDbStore({ user: "guest" }) });

export default function Room({ id }: { readonly id: string }) {
  return (
    <RoomProvider id={id}>
      <App />
    </RoomProvider>
  );
}
