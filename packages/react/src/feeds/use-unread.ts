import type { FeedHandle } from "@alongside/client/feeds";
import { useEffect, useState } from "react";

/** So many are counted. */
const MOST = 1000;

/**
 * How many undeleted posts of others came after the entry `after`, counted up to 1,000; undefined until that is known. Kept right as posts come and go.
 */
export function useUnread<B>(
  feed: FeedHandle<B> | undefined,
  after: number | undefined,
): number | undefined {
  const [count, setCount] = useState<number>();
  useEffect(() => {
    if (feed === undefined || after === undefined) return undefined;
    let [isOver, isAsking] = [false, false];
    let counted: unknown;
    const look = (): void => {
      const { posts, name } = feed.get();
      if (isAsking || isOver || name !== "ready" || posts === counted) return;
      isAsking = true;
      counted = posts;
      feed.unread(after).then(
        (found) => {
          isAsking = false;
          if (!isOver) setCount(Math.min(found, MOST));
          // What came meanwhile may not be in it.
          look();
        },
        // It is asked again with the next post.
        () => void (isAsking = false),
      );
    };
    const stop = feed.subscribe(look);
    look();
    return () => {
      isOver = true;
      stop();
    };
  }, [feed, after]);
  return count;
}
