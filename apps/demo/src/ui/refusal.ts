import type { Said } from "./Said.tsx";

/** What to tell a person whose edit of a text could not be made. */
export function refusal(error: unknown): Said {
  const reason = error instanceof Error ? error.message : String(error);
  return { message: `This was not put in. ${reason}` };
}
