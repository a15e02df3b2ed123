/** In place of the page, once somebody has signed out on it. */
export function SignedOut() {
  return (
    <main className="notice final">
      <p>You are signed out</p>
      <p className="reason">
        Nothing of yours is left in this browser. What was sent is on the server.
      </p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        Start as a new guest
      </button>
    </main>
  );
}
