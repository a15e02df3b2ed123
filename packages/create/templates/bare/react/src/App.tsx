import { Header } from "./Header.tsx";
import { Refused } from "./Refused.tsx";
import { useCollaboration, useRejected, useRoom } from "./room.ts";

export function App() {
  const { votes, mutate } = useCollaboration();
  return (
    <>
      <Header title="my-app" room={useRoom()} />
      <main className="middle">
        <output>{votes ?? "…"}</output>
        <p>
          <button
            type="button"
            disabled={votes === undefined}
            onClick={() => mutate.vote({ by: 1 })}
          >
            Vote
          </button>{" "}
          <button
            type="button"
            disabled={votes === undefined}
            onClick={() => mutate.vote({ by: -1 })}
          >
            Take one back
          </button>
        </p>
      </main>
      <Refused changes={useRejected()} />
    </>
  );
}
