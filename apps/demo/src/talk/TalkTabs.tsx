interface TalkTabsProps {
  readonly isChat: boolean;
  readonly show: (next: { readonly name: "chat" } | { readonly name: "comments" }) => void;
}

/** Between the chat and the threads beside a page. */
export function TalkTabs({ isChat, show }: TalkTabsProps) {
  return (
    <div className="talk-tabs" role="group" aria-label="What is shown">
      <button type="button" aria-pressed={isChat} onClick={() => show({ name: "chat" })}>
        Chat
      </button>
      <button type="button" aria-pressed={!isChat} onClick={() => show({ name: "comments" })}>
        Comments
      </button>
    </div>
  );
}
