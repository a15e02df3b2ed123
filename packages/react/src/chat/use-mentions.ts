import type { ShownUser } from "@alongside/ui";
import { useEffect, useMemo, useState } from "react";
import { useChat } from "./chat-context.ts";
import { matching, type MentionQuery } from "./mention-query.ts";

/** So many people are suggested at once. */
const MOST = 6;

/** People for what is typed behind an "@": those in the room first, then those that the app suggests. */
export function useSuggested(asked: MentionQuery | undefined): readonly ShownUser[] {
  const { people, suggest } = useChat();
  const query = asked?.query;
  const [found, setFound] = useState<{
    readonly query: string;
    readonly users: readonly ShownUser[];
  }>();
  useEffect(() => {
    if (suggest === undefined || query === undefined) return undefined;
    let isOver = false;
    suggest(query).then(
      (users) => isOver || setFound({ query, users }),
      // Who cannot be found is not suggested.
      () => isOver || setFound(undefined),
    );
    return () => void (isOver = true);
  }, [suggest, query]);
  return useMemo(() => {
    if (query === undefined) return [];
    const all = [...matching(people, query), ...(found?.query === query ? found.users : [])];
    return [...new Map(all.map((user) => [user.id, user])).values()].slice(0, MOST);
  }, [people, found, query]);
}
