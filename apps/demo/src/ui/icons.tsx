import type { ReactNode } from "react";

/** A line icon, 24 units wide, drawn with the text's colour. */
export function icon(children: ReactNode) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      {children}
    </svg>
  );
}

/** The icons that several pages share, and those of the board. */
export const icons = {
  select: icon(<path d="M5.5 4.2 18.6 10l-5.7 2.1-2.3 5.7z" />),
  hand: icon(
    <path d="M8.5 11.5V6.2a1.4 1.4 0 0 1 2.8 0v4.3-5.8a1.4 1.4 0 0 1 2.8 0v5.8-4.3a1.4 1.4 0 0 1 2.8 0v7.6c0 3.6-2.1 6.2-5.5 6.2-2.7 0-4-1.3-5.2-3.6l-1.9-3.6a1.4 1.4 0 0 1 2.4-1.4z" />,
  ),
  rectangle: icon(<rect x="4" y="5.5" width="16" height="13" rx="2.5" />),
  ellipse: icon(<ellipse cx="12" cy="12" rx="8.2" ry="7.2" />),
  arrow: icon(<path d="M5.5 18.5 18 6M9.5 5.5H18.5V14.5" />),
  ink: icon(
    <path d="M4.5 19.5l1-4.2L16 4.8a1.9 1.9 0 0 1 2.7 0l.5.5a1.9 1.9 0 0 1 0 2.7L8.7 18.5zM14 6.8l3.2 3.2" />,
  ),
  note: icon(
    <path d="M5 6.5A1.5 1.5 0 0 1 6.5 5h11A1.5 1.5 0 0 1 19 6.5v7.5l-5 5H6.5A1.5 1.5 0 0 1 5 17.5zM19 14h-3.5A1.5 1.5 0 0 0 14 15.5V19" />,
  ),
  toFront: icon(<path d="M12 19.5V8.5M7.5 12.5 12 8l4.5 4.5M5.5 4.5h13" />),
  toBack: icon(<path d="M12 4.5v11M7.5 11.5 12 16l4.5-4.5M5.5 19.5h13" />),
  duplicate: icon(
    <>
      <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
      <path d="M15.5 5.5a1.5 1.5 0 0 0-1.5-1H6.5a2 2 0 0 0-2 2V14a1.5 1.5 0 0 0 1 1.5" />
    </>,
  ),
  lock: icon(
    <>
      <rect x="5.5" y="10.5" width="13" height="9" rx="2" />
      <path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />
    </>,
  ),
  unlock: icon(
    <>
      <rect x="5.5" y="10.5" width="13" height="9" rx="2" />
      <path d="M8.5 10.5V7.5a3.5 3.5 0 0 1 6.8-1.2" />
    </>,
  ),
  trash: icon(
    <path d="M5 7h14M9.5 7V5.5a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1V7M7 7l.7 11a1.5 1.5 0 0 0 1.5 1.5h5.6a1.5 1.5 0 0 0 1.5-1.5L17 7M10.3 10.8v5M13.7 10.8v5" />,
  ),
  undo: icon(<path d="m8.5 5.5-4 4 4 4M5 9.5h9a4.5 4.5 0 0 1 0 9h-4" />),
  redo: icon(<path d="m15.5 5.5 4 4-4 4M19 9.5h-9a4.5 4.5 0 0 0 0 9h4" />),
  history: icon(<path d="M5 9.5A7.8 7.8 0 1 1 4.2 13M4.5 5v4.5H9M12 8v4.5l3 2" />),
  home: icon(<path d="M4.5 11 12 4.8l7.5 6.2M6.5 9.5V19h11V9.5M10 19v-5h4v5" />),
  activity: icon(<path d="M3.5 12.5h3.6l2.6-6.5 4.3 12 2.6-5.5h3.9" />),
  talk: icon(
    <path d="M5.5 5h13A1.5 1.5 0 0 1 20 6.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 3.5V17h-1A1.5 1.5 0 0 1 4 15.5v-9A1.5 1.5 0 0 1 5.5 5zM8 9.5h8M8 12.8h5" />,
  ),
  plus: icon(<path d="M12 6v12M6 12h12" />),
  minus: icon(<path d="M6 12h12" />),
  fit: icon(
    <path d="M4.5 9V6.5a2 2 0 0 1 2-2H9M15 4.5h2.5a2 2 0 0 1 2 2V9M19.5 15v2.5a2 2 0 0 1-2 2H15M9 19.5H6.5a2 2 0 0 1-2-2V15" />,
  ),
  sun: icon(
    <>
      <circle cx="12" cy="12" r="3.8" />
      <path d="M12 3.5v1.7M12 18.8v1.7M3.5 12h1.7M18.8 12h1.7M6 6l1.2 1.2M16.8 16.8 18 18M18 6l-1.2 1.2M7.2 16.8 6 18" />
    </>,
  ),
  moon: icon(<path d="M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z" />),
  people: icon(
    <path d="M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.5 18.5c0-3 2.4-4.6 5.5-4.6s5.5 1.6 5.5 4.6M15.5 5.4a3 3 0 0 1 0 5.8M17 14.2c2.2.4 3.7 1.9 3.7 4.3" />,
  ),
  link: icon(
    <path d="M10 14a3.5 3.5 0 0 0 5 0l3.5-3.5a3.5 3.5 0 0 0-5-5L12.3 6.7M14 10a3.5 3.5 0 0 0-5 0l-3.5 3.5a3.5 3.5 0 0 0 5 5l1.2-1.2" />,
  ),
  check: icon(<path d="m5.5 12.5 4.3 4.3 8.7-9.3" />),
  cloudOff: icon(
    <path d="M4 4l16 16M8.3 8.1A4.8 4.8 0 0 0 8 17.5h9.5M11 6.9a5.5 5.5 0 0 1 6.3 4.1 3.6 3.6 0 0 1 2.4 5.2" />,
  ),
  warning: icon(<path d="M12 4.5 20.5 19h-17zM12 10v4.5M12 16.8v.1" />),
  keyboard: icon(
    <>
      <rect x="3" y="6.5" width="18" height="11" rx="2" />
      <path d="M6.5 10h.1M10 10h.1M13.9 10h.1M17.4 10h.1M8.5 14h7" />
    </>,
  ),
  newRoom: icon(
    <>
      <path d="M13 4.5H7a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V11" />
      <path d="M18 3.5v5M15.5 6h5" />
    </>,
  ),
  close: icon(<path d="m7 7 10 10M17 7 7 17" />),
  refresh: icon(<path d="M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4.5H15" />),
  chevron: icon(<path d="m8.5 10.5 3.5 3.5 3.5-3.5" />),
  board: icon(
    <>
      <rect x="4" y="5" width="7" height="8" rx="1.5" />
      <ellipse cx="16.2" cy="9" rx="3.8" ry="4" />
      <path d="M5.5 18.5c3.5-2.5 5 1.5 8-.5s4-.5 5.5.2" />
    </>,
  ),
  document: icon(
    <path d="M7 4.5h7l4 4V18a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 18V6A1.5 1.5 0 0 1 7 4.5zM13.8 4.8v4h4M8.5 12.5h7M8.5 15.8h5" />,
  ),
  code: icon(<path d="M8.5 7.5 4 12l4.5 4.5M15.5 7.5 20 12l-4.5 4.5M13.3 5.5l-2.6 13" />),
} as const;
