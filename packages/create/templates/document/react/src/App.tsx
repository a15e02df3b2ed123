import { Header } from "./Header.tsx";
import { Refused } from "./Refused.tsx";
import { useRejected, useRoom, useStorage } from "./room.ts";
import { Sheet } from "./Sheet.tsx";
import "./document.css";

export function App() {
  const room = useRoom();
  const title = useStorage((document) => document.title);
  const isFinal = useStorage((document) => document.isFinal);
  return (
    <>
      <Header title="my-app" room={room}>
        {title !== undefined && (
          <input
            // The field begins anew with each name that the document gets.
            key={title}
            className="title"
            aria-label="Title"
            maxLength={80}
            defaultValue={title}
            readOnly={isFinal}
            onBlur={({ currentTarget: { value } }) => {
              if (value !== title) room.mutate.rename({ title: value });
            }}
            onKeyDown={({ key, currentTarget }) => key === "Enter" && currentTarget.blur()}
          />
        )}
        <button
          type="button"
          disabled={isFinal === undefined}
          onClick={() =>
            room.update((doc) => {
              doc.isFinal = !isFinal;
            })
          }
        >
          {isFinal === true ? "Take that back" : "Make it final"}
        </button>
      </Header>
      <main>
        <Sheet />
      </main>
      <Refused changes={useRejected()} />
    </>
  );
}
