import type { UserInfo } from "@alongside/core/engine";

/** The user as whom the server's own code writes. */
export const SERVER: UserInfo = { id: "server", name: "Server", color: "#64748b" };
