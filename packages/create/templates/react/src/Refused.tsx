import type { Rejected } from "@alongside/client";

type Shown = Pick<Rejected, "id" | "message" | "retry" | "discard">;

/** What the server refused. It is off the screen already; here is why, and another try. */
export function Refused({ changes }: { readonly changes: readonly Shown[] }) {
  return (
    <ul className="refused" role="alert">
      {changes.map((change) => (
        <li key={change.id}>
          <span>{change.message}</span>
          <button type="button" onClick={() => change.retry()}>
            Try again
          </button>
          <button type="button" onClick={() => change.discard()}>
            Dismiss
          </button>
        </li>
      ))}
    </ul>
  );
}
