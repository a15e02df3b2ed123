import type { Listening, Server } from "@alongside/server";

/** Listens on `port`, or on the next one that is free. */
export async function listenNear(server: Server, port: number, host?: string): Promise<Listening> {
  for (let next = port; ; next++) {
    try {
      return await server.listen(next, host);
    } catch (error) {
      if (!isTaken(error) || next >= port + 50) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
