import { useState } from "react";

interface TitleProps {
  readonly title: string;
  /** What is called that. */
  readonly thing: string;
  /** As wide as this it is while there is no name. */
  readonly untitled: string;
  readonly rename: (title: string) => void;
}

/** The name of what one works on. Written on Enter or on leaving the field; Escape gives up. */
export function Title({ title, thing, untitled, rename }: TitleProps) {
  const [draft, setDraft] = useState<string | undefined>(undefined);

  function save(): void {
    const next = draft?.trim();
    if (next && next !== title) rename(next);
    setDraft(undefined);
  }

  return (
    <input
      className="title"
      dir="auto"
      value={draft ?? title}
      placeholder={untitled}
      maxLength={80}
      aria-label={`Name of this ${thing}`}
      spellCheck={false}
      onFocus={(event) => {
        setDraft(title);
        event.currentTarget.select();
      }}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key !== "Escape") return;
        setDraft(undefined);
        // The field still holds the draft while this event runs: let the empty draft be rendered first.
        const field = event.currentTarget;
        setTimeout(() => field.blur());
      }}
    />
  );
}
