/** Cards where rooms will be. Also in the HTML that is built. */
export function EmptyHome() {
  return (
    <ul className="room-cards" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5].map((i) => (
        <li key={i}>
          <div className="room-card panel coming">
            <div className="room-preview" />
            <div className="room-words">
              <i />
              <i />
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
