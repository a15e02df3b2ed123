import type { AnchorOption } from "@alongside/core";
import type { ShownUser } from "@alongside/ui";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { TypingIndicator } from "../ui/faces.tsx";
import { useChat } from "./chat-context.ts";
import { Icon } from "./icon.tsx";
import { mentionAt, type MentionQuery } from "./mention-query.ts";
import { tried } from "./tried.ts";
import { useFiles } from "./use-files.ts";
import { useSuggested } from "./use-mentions.ts";
import { useTypingHere } from "./use-typing-here.ts";

export interface ComposerFieldProps {
  /** The post that is answered. */
  readonly to?: string | undefined;
  /** What a new thread is pinned to. */
  readonly on?: AnchorOption | undefined;
  readonly placeholder?: string | undefined;
  readonly isFocused?: boolean | undefined;
  /** It was posted, under this id. */
  readonly onPost?: ((id: string) => void) | undefined;
  /** The arrow up was pressed where nothing is written. */
  readonly onUp?: (() => void) | undefined;
}

/** Where one writes. Enter posts, Shift and Enter makes a line. */
export function ComposerField(props: ComposerFieldProps) {
  const { to, on, onPost, onUp, isFocused = false } = props;
  const { words, feed, bodies, onFiles } = useChat();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<MentionQuery>();
  const [at, setAt] = useState(0);
  const [why, setWhy] = useState<string>();
  const [mentioned] = useState(() => new Map<string, string>());
  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number>(undefined);
  const chooser = useRef<HTMLInputElement>(null);
  const files = useFiles();
  const typing = useTypingHere(to);
  const suggested = useSuggested(asked);
  const listId = useId();
  const label = props.placeholder ?? (to === undefined ? words.write : words.reply);
  const chosen = suggested[Math.min(at, suggested.length - 1)];

  // Once the text with the name is in the field, the caret goes behind it, before anything else is typed.
  useLayoutEffect(() => {
    const place = caret.current;
    caret.current = undefined;
    if (place !== undefined) field.current?.setSelectionRange(place, place);
  });

  useEffect(() => {
    if (isFocused) field.current?.focus({ preventScroll: true });
  }, [isFocused]);

  function look(target: HTMLTextAreaElement): void {
    const { value, selectionStart, selectionEnd } = target;
    const found = selectionStart === selectionEnd ? mentionAt(value, selectionEnd) : undefined;
    if (found?.query !== asked?.query) setAt(0);
    if (found?.from !== asked?.from || found?.query !== asked?.query) setAsked(found);
  }

  function mention({ id, name }: ShownUser): void {
    const element = field.current;
    if (asked === undefined || element === null) return;
    const end = asked.from + 1 + asked.query.length;
    const made = `${text.slice(0, asked.from)}@${name} `;
    mentioned.set(id, name);
    setText(made + text.slice(end));
    setAsked(undefined);
    caret.current = made.length;
    element.focus();
  }

  function post(): void {
    const written = text.trim();
    if (files.isBusy || (written === "" && files.files.length === 0)) return;
    const named = [...mentioned].filter(([, name]) => written.includes(`@${name}`));
    const mentions = named.map(([id]) => id);
    let id: string | undefined;
    const failed = tried(() => {
      id = feed?.post(bodies.toBody({ text: written, files: files.files }), {
        ...(to !== undefined && { to }),
        ...(on !== undefined && { on }),
        ...(mentions.length > 0 && { mentions }),
      }).local;
    });
    setWhy(failed);
    if (failed !== undefined || id === undefined) return;
    setText("");
    mentioned.clear();
    files.clear();
    typing.stop();
    setAsked(undefined);
    onPost?.(id);
  }

  function onKeyDown(event: React.KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    const { key } = event;
    if (chosen !== undefined) {
      const by = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
      if (by !== 0) setAt((at + by + suggested.length) % suggested.length);
      else if (key === "Escape") setAsked(undefined);
      else if (key === "Enter" || key === "Tab") mention(chosen);
      else return;
      event.stopPropagation();
    } else if (key === "Enter" && !event.shiftKey) post();
    else if (key === "ArrowUp" && text === "" && onUp !== undefined) onUp();
    else return;
    event.preventDefault();
  }

  return (
    <form
      className="alongside-composer"
      onSubmit={(event) => {
        event.preventDefault();
        post();
      }}
      onDragOver={(event) => {
        if (onFiles && event.dataTransfer.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!onFiles || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        files.add([...event.dataTransfer.files]);
      }}
    >
      <TypingIndicator typists={typing.typists} />
      {chosen !== undefined && (
        <ul
          id={listId}
          className="alongside-suggestions"
          role="listbox"
          aria-label={words.suggestions}
        >
          {suggested.map((user, i) => (
            <li
              key={user.id}
              id={`${listId}${i}`}
              role="option"
              aria-selected={user === chosen}
              onPointerDown={(event) => {
                event.preventDefault();
                mention(user);
              }}
            >
              {user.name}
            </li>
          ))}
        </ul>
      )}
      {files.files.length > 0 && (
        <ul className="alongside-files">
          {files.files.map((file) => (
            <li key={`${file.url} ${file.name}`}>
              {file.name}{" "}
              <button
                type="button"
                aria-label={words.detach(file.name)}
                onClick={() => files.remove(file)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {files.isBusy && <p className="alongside-post-note">{words.attaching}</p>}
      {(why ?? files.why) !== undefined && (
        <p className="alongside-refusal" role="alert">
          {why ?? files.why}
        </p>
      )}
      <div className="alongside-composer-line">
        {onFiles && (
          <>
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              onChange={({ target }) => {
                files.add([...(target.files ?? [])]);
                target.value = "";
              }}
            />
            <button
              type="button"
              aria-label={words.attach}
              title={words.attach}
              onClick={() => chooser.current?.click()}
            >
              <Icon name="attach" />
            </button>
          </>
        )}
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={label}
          placeholder={label}
          aria-autocomplete="list"
          aria-controls={chosen && listId}
          aria-activedescendant={chosen && `${listId}${suggested.indexOf(chosen)}`}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            look(target);
            if (target.value === "") typing.stop();
            else typing.keystroke();
          }}
          onSelect={({ currentTarget }) => look(currentTarget)}
          onBlur={() => {
            setAsked(undefined);
            typing.stop();
          }}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (!onFiles || event.clipboardData.files.length === 0) return;
            event.preventDefault();
            files.add([...event.clipboardData.files]);
          }}
        />
        <button
          type="submit"
          className="alongside-send"
          disabled={files.isBusy || (text.trim() === "" && files.files.length === 0)}
        >
          {words.send}
        </button>
      </div>
    </form>
  );
}
