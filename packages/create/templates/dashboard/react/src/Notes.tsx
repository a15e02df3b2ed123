import { useRoom, useSelf, useStorage } from "./room.ts";

/** What people say about a moment. */
export function Notes() {
  const room = useRoom();
  const self = useSelf();
  const notes = useStorage((dashboard) => dashboard.notes);
  return (
    <section className="card notes">
      <h2>Notes</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem("text") as HTMLInputElement;
          const text = field.value.trim();
          if (text === "" || self === undefined) return;
          room.update((doc) => {
            doc.notes.push({ at: Date.now(), text, by: self.id, name: self.name });
          });
          field.value = "";
        }}
      >
        <input name="text" aria-label="Note" placeholder="What happens now?" maxLength={200} />
        <button type="submit" disabled={self === undefined || notes === undefined}>
          Add
        </button>
      </form>
      <ul>
        {notes?.toReversed().map(({ id, at, text, name }) => (
          <li key={id}>
            <p>
              {text} <small>{`${name}, ${new Date(at).toLocaleTimeString()}`}</small>
            </p>
            <button type="button" onClick={() => room.update((doc) => doc.notes.delete(id))}>
              Take away
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
