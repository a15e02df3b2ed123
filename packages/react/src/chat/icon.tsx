/** Lines in a square of 24. */
const PATHS = {
  attach: "M12 5v14M5 12h14",
  back: "M11 6l-6 6 6 6M5 12h14",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  delete: "M5 7h14M9.5 7V5h5v2M7 7l.8 12h8.4L17 7",
  edit: "M5 19l1-4L16 5l3 3L9 18z",
  pin: "M9 4h6l-.8 6 2.8 3.5H7L9.8 10zM12 13.5V20",
  react:
    "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M8.5 14c1.5 2.6 5.5 2.6 7 0M9.2 9.5v.1M14.8 9.5v.1",
  reply: "M9.5 6L4.5 11l5 5M4.5 11H15a5 5 0 0 1 5 5v2",
} as const;

/** A drawing in the colour of the text around it, which says nothing to who listens. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg className="alongside-chat-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
