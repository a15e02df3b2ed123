import { icon, icons } from "../ui/icons.tsx";

/** What the document's toolbar shows. */
export const formatIcons = {
  undo: icons.undo,
  redo: icons.redo,
  bold: icon(
    <path
      d="M8 5.5h4.8a3.2 3.2 0 0 1 0 6.4H8zM8 11.9h5.6a3.3 3.3 0 0 1 0 6.6H8z"
      strokeWidth={2.1}
    />,
  ),
  italic: icon(<path d="M10.5 5.5h6M7.5 18.5h6M13.7 5.5l-3.4 13" />),
  underline: icon(<path d="M7.5 4.8v6.4a4.5 4.5 0 0 0 9 0V4.8M6.5 19.3h11" />),
  strike: icon(
    <path d="M16 7.6C15.4 6 13.9 5.2 12 5.2c-2.4 0-4 1.2-4 3 0 1.3.8 2.2 2.2 2.8M8 16c.5 1.8 2.1 2.8 4.1 2.8 2.5 0 4.2-1.3 4.2-3.3 0-.8-.2-1.4-.6-1.9M5 12.1h14" />,
  ),
  code: icon(<path d="m9 8-4.5 4L9 16M15 8l4.5 4-4.5 4" />),
  link: icons.link,
  unlink: icon(
    <path d="m12.3 6.7 1.2-1.2a3.5 3.5 0 0 1 5 5l-2.2 2.2M11.7 17.3l-1.2 1.2a3.5 3.5 0 0 1-5-5l2.2-2.2M4.5 4.5l15 15" />,
  ),
  bullets: icon(
    <path d="M9.5 7h9.5M9.5 12h9.5M9.5 17h9.5M5.3 7h.1M5.3 12h.1M5.3 17h.1" strokeWidth={1.9} />,
  ),
  numbers: icon(
    <path d="M10.5 7H19M10.5 12H19M10.5 17H19M4.8 5.4l1.2-.6v4M4.5 14.8c.2-.6.7-.9 1.3-.9.7 0 1.2.4 1.2 1 0 .9-1.3 1.4-2.5 2.9H7.1" />,
  ),
  checks: icon(<path d="m4 7 1.4 1.4L8 5.6M4 16l1.4 1.4L8 14.6M11 7.2h8M11 16.2h8" />),
  quote: icon(<path d="M5.5 5.5v13M10 8h8.5M10 12h8.5M10 16h5.5" />),
  codeBlock: icon(
    <>
      <rect x="3.5" y="5" width="17" height="14" rx="2.5" />
      <path d="m9.5 9.5-2.5 2.5 2.5 2.5M14.5 9.5l2.5 2.5-2.5 2.5" />
    </>,
  ),
  clear: icon(<path d="M7 5.5h11M12.5 5.5l-1.5 6M9.3 18.5l.9-3.5M14.5 14.5l5 5M19.5 14.5l-5 5" />),
  outline: icon(<path d="M5 7h14M8 12h11M8 17h7" />),
} as const;
