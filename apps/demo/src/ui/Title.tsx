import { useState } from "react";
import type { Naming } from "../page/naming.ts";

interface TitleProps {
  /** Undefined until it is here. */
  readonly title: string | undefined;
  /** What is called that. */
  readonly thing: string;
  /** As wide as this it is while there is no name. */
  readonly untitled: string;
  readonly startNaming: () => Naming;
  /** Who else is writing it now. */
  readonly namer: { readonly name: string; readonly color: string } | undefined;
  /** Told when one begins to write it here, and when that ends. */
  readonly onNaming: (isNaming: boolean) => void;
}

/** The name of what one works on. Everyone sees it letter by letter; Enter or leaving the field keeps it, Escape gives up. */
export function Title({ title, thing, untitled, startNaming, namer, onNaming }: TitleProps) {
  const [written, setWritten] = useState<{ readonly draft: string; readonly naming: Naming }>();

  function end(how: "commit" | "cancel"): void {
    if (!written) return;
    written.naming[how]();
    setWritten(undefined);
    onNaming(false);
  }

  return (
    <span className="title-field" style={namer && { "--person": namer.color }}>
      <input
        className="title"
        dir="auto"
        value={written?.draft ?? title ?? ""}
        placeholder={untitled}
        maxLength={80}
        readOnly={title === undefined}
        aria-label={`Name of this ${thing}`}
        spellCheck={false}
        data-namer={namer?.name}
        onFocus={(event) => {
          event.currentTarget.select();
        }}
        onChange={(event) => {
          const draft = event.target.value;
          const naming = written?.naming ?? startNaming();
          if (!written) onNaming(true);
          naming.show(draft);
          setWritten({ draft, naming });
        }}
        onBlur={() => end("commit")}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key !== "Escape") return;
          end("cancel");
          // The field still holds the draft while this event runs: let the empty draft be rendered first.
          const field = event.currentTarget;
          setTimeout(() => field.blur());
        }}
      />
      {namer && (
        <span className="namer name-tag">
          <bdi>{namer.name}</bdi>
        </span>
      )}
    </span>
  );
}
