/** Lines in a square of 24. */
const PATHS = {
  archive: "M4 5h16v4H4zM5.5 9v10h13V9M10 13h4",
  back: "M11 6l-6 6 6 6M5 12h14",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.2l2.8 1.8",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  inbox: "M4 13l2.5-8h11L20 13v6H4zM4 13h4.5l1.5 2.5h4l1.5-2.5H20",
  mention: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0v1.3a2.2 2.2 0 0 0 4.4 0V12a8.4 8.4 0 1 0-3.4 6.7",
  more: "M6 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4M12 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4M18 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4",
  mute: "M6 16.5V11a6 6 0 0 1 9.5-4.9M18 11.5v5l1.5 1.5H8M10 20.5a2.2 2.2 0 0 0 4 0M4 4l16 16",
  readAll: "M2.5 12.5l4.5 4.5L16 8M12 16l1 1L21.5 8",
  reply: "M9.5 6L4.5 11l5 5M4.5 11H15a5 5 0 0 1 5 5v2",
  settings:
    "M4 7h9M19 7h1M16 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M4 17h1M11 17h9M8 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5",
  unread: "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7",
} as const;

export type InboxIcon = keyof typeof PATHS;

/** A drawing in the colour of the text around it, which says nothing to who listens. */
export function Icon({ name }: { readonly name: InboxIcon }) {
  return (
    <svg className="alongside-inbox-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
