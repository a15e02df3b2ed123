import { indexedDbStore } from "@alongside/client/indexeddb";
import { configureClient } from "@alongside/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { roomId } from "./room-id.ts";
import { RoomProvider } from "./room.ts";
import "@alongside/ui/styles.css";
import "./app.css";

// What is written without a network waits in this browser, also over a reload.
configureClient({ url: "/live", persist: indexedDbStore({ user: "guest" }) });

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no #app");
createRoot(root).render(
  <StrictMode>
    <RoomProvider id={roomId()}>
      <App />
    </RoomProvider>
  </StrictMode>,
);
