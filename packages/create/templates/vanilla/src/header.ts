import type { Room } from "@alongside/client";
import { announcer, avatarStack, connectionStatus } from "@alongside/ui";
import { element } from "./element.ts";

/** Where one is, who else is here, and whether all is saved. */
export function header(
  title: string,
  { people, status, rights }: Pick<Room, "people" | "status" | "rights">,
  ...children: readonly Node[]
): HTMLElement {
  const bar = element(
    "header",
    { className: "bar" },
    element("h1", { textContent: title }),
    ...children,
  );
  connectionStatus(bar, { status, rights });
  avatarStack(bar, { people });
  announcer(bar, { people, status });
  return bar;
}
