import type { Room } from "@alongside/client";
import { Announcer, AvatarStack, ConnectionStatus } from "@alongside/react/ui";
import type { ReactNode } from "react";

interface HeaderProps {
  readonly title: string;
  readonly room: Pick<Room, "people" | "status" | "rights">;
  readonly children?: ReactNode;
}

/** Where one is, who else is here, and whether all is saved. */
export function Header({ title, room: { people, status, rights }, children }: HeaderProps) {
  return (
    <header className="bar">
      <h1>{title}</h1>
      {children}
      <ConnectionStatus status={status} rights={rights} />
      <AvatarStack people={people} />
      <Announcer people={people} status={status} />
    </header>
  );
}
