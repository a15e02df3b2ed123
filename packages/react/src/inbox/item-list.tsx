import type { Notification } from "@alongside/client/inbox";
import { useCallback, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { usePanel } from "./inbox-context.ts";
import { Item } from "./item.tsx";
import { ItemMenu } from "./item-menu.tsx";
import { moveFocus } from "./keys.ts";
import { groupsOf } from "./times.ts";

/** Items by days. One of them is in the order of Tab, the others are reached by the arrow keys. */
export function ItemList({ items }: { readonly items: readonly Notification[] }) {
  const { words, now, inbox, done } = usePanel();
  const [at, setAt] = useState<string>();
  const [menuOf, setMenuOf] = useState<{ readonly key: string; readonly by: HTMLElement }>();
  const list = useRef<HTMLDivElement>(null);
  /** The place in the list that gets the focus, once what has it is gone. */
  const next = useRef<number>(undefined);
  const id = useId();
  const openMenu = useCallback((key: string, by: HTMLElement) => setMenuOf({ key, by }), []);
  const groups = useMemo(() => groupsOf(items, now), [items, now]);
  const current = items.find(({ key }) => key === at) ?? items[0];
  const menu = items.find(({ key }) => key === menuOf?.key);

  useLayoutEffect(() => {
    if (next.current === undefined) return;
    const opens = opensIn(list.current);
    opens[Math.min(next.current, opens.length - 1)]?.focus();
    next.current = undefined;
  });

  // Who took the last one off the list is on what the list was in.
  useLayoutEffect(() => {
    const around = list.current?.closest<HTMLElement>("[role=tabpanel]");
    return () => {
      if (next.current !== undefined) around?.focus();
    };
  }, []);

  /** Does something that may take an item off the list: who was on it is on the next one then. */
  const leave = useCallback((item: Notification, act: () => void) => {
    const { activeElement } = document;
    if (list.current?.contains(activeElement) === true) {
      const opens = opensIn(list.current);
      next.current = opens.findIndex((open) => open.dataset["key"] === item.key);
    }
    act();
  }, []);

  const archive = useCallback(
    (item: Notification) =>
      leave(item, () => {
        const [act, back] =
          item.archived > 0 ? [inbox.unarchive, inbox.archive] : [inbox.archive, inbox.unarchive];
        act(item.key);
        done(item.archived > 0 ? words.unarchived : words.archived, () => back(item.key));
      }),
    [inbox, done, words, leave],
  );

  function onKeyDown(event: React.KeyboardEvent<HTMLDivElement>): void {
    if (moveFocus(event.currentTarget, event, opensIn(list.current), "block") !== undefined) return;
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (current === undefined || ctrlKey || metaKey || altKey) return;
    if ((target as Element).closest("[role=menu]") !== null) return;
    if (key === "e") archive(current);
    else if (key === "u")
      leave(current, () => (current.read > 0 ? inbox.unread : inbox.read)(current.key));
    else if (key === "s")
      list.current?.querySelector<HTMLElement>("[data-current=true] [aria-haspopup]")?.click();
    else return;
    event.preventDefault();
  }

  return (
    <div ref={list} onKeyDown={onKeyDown}>
      {groups.map(({ day, items: some }) => (
        <div key={day} role="group" aria-labelledby={`${id}${day}`}>
          <p id={`${id}${day}`} className="alongside-inbox-day">
            {words.days[day]}
          </p>
          <ul>
            {some.map((item) => (
              <Item
                key={item.key}
                item={item}
                isCurrent={item === current}
                menuId={`${id}menu`}
                onFocus={setAt}
                onMenu={openMenu}
                archive={archive}
              />
            ))}
          </ul>
        </div>
      ))}
      <ItemMenu id={`${id}menu`} item={menu} by={menuOf?.by} leave={leave} archive={archive} />
    </div>
  );
}

function opensIn(list: Element | null): readonly HTMLElement[] {
  return Array.from(list?.querySelectorAll<HTMLElement>(".alongside-inbox-open") ?? []);
}
