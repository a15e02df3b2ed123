import type { InboxHandle } from "../inbox/types.ts";
import { IconBadge } from "./icon-badge.ts";

/** Where it is shown how much is unseen. All of it by default. */
export interface BadgeOptions {
  /** Before the title of the page: `(3) Roadmap`. */
  readonly title?: boolean;
  /** A dot on the icon of the page. */
  readonly icon?: boolean;
  /** On the icon of the app, where the page was installed as one. */
  readonly app?: boolean;
}

/** More than so many is `99+`. */
const MOST = 99;

/** Shows on the page's title and icons how much of an inbox is unseen, also as the app changes its title. Returns what takes it away. */
export function badgePage(inbox: InboxHandle, options: BadgeOptions = {}): () => void {
  const { title = true, icon = true, app = true } = options;
  const [titles, icons] = [new TitleBadge(), new IconBadge()];
  let shown = 0;
  const show = (unseen: number): void => {
    if (unseen === shown) return;
    shown = unseen;
    if (title) titles.show(unseen);
    if (icon) icons.show(unseen > 0);
    if (app) showOnApp(unseen);
  };
  const look = (): void => show(inbox.get().unseen);
  look();
  const stop = inbox.subscribe(look);
  return () => {
    stop();
    show(0);
  };
}

/** A number before the title, whatever the app makes of the title meanwhile. */
class TitleBadge {
  #prefix = "";
  #shown = "";
  readonly #observer = new MutationObserver(() => this.#look());

  show(unseen: number): void {
    const own = this.#own();
    this.#prefix = unseen === 0 ? "" : `(${unseen > MOST ? `${MOST}+` : unseen}) `;
    this.#observer.disconnect();
    if (unseen > 0)
      this.#observer.observe(document.head, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    this.#set(own);
  }

  /** The title as the app has it. One that it made out of what it read has the number still. */
  #own(): string {
    const { title } = document;
    return this.#prefix !== "" && title.startsWith(this.#prefix)
      ? title.slice(this.#prefix.length)
      : title;
  }

  #look(): void {
    if (document.title !== this.#shown) this.#set(this.#own());
  }

  #set(own: string): void {
    document.title = this.#prefix + own;
    // As it is read: a browser takes spaces away.
    this.#shown = document.title;
  }
}

function showOnApp(unseen: number): void {
  const { navigator } = globalThis as {
    readonly navigator: Partial<Pick<Navigator, "setAppBadge" | "clearAppBadge">>;
  };
  // It rejects where the page is no installed app, which is no fault of anybody's.
  const done = unseen > 0 ? navigator.setAppBadge?.(unseen) : navigator.clearAppBadge?.();
  done?.catch(() => undefined);
}
