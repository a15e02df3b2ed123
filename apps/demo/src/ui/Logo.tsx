/** Two circles side by side. */
export function Logo() {
  return (
    <svg className="logo on-wide" viewBox="0 0 28 28" role="img" aria-label="Alongside">
      <circle cx="10.5" cy="14" r="7.5" />
      <circle cx="17.5" cy="14" r="7.5" />
    </svg>
  );
}
