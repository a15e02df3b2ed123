import { indexedDbStore } from "@alongside/client/indexeddb";
import { configureClient } from "@alongside/react";

// Whoever opens these pages is a guest, the same one each time: what was written waits in this browser until it is sent.
configureClient({ url: "/live", persist: indexedDbStore({ user: "guest" }) });
