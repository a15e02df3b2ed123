import { AgentBadge, LockBadge } from "@alongside/react/ui";
import { useState } from "react";
import { Cell } from "../../lib/cell.ts";
import { useRoom } from "../room.ts";

export function Lock() {
  const { others, self } = useRoom();
  const [holder] = useState(() => new Cell<Holder | undefined>(undefined));
  const begin = (): void => {
    const [first] = others.get();
    if (first) holder.set({ user: first.user });
  };
  const takeOver = (): void => {
    const user = self.get();
    if (user) holder.set({ user, self: true });
  };
  return (
    <>
      <LockBadge holder={holder} onTakeOver={takeOver} />
      <button type="button" onClick={begin}>
        Somebody begins
      </button>
      <button type="button" onClick={() => holder.set(undefined)}>
        Give it back
      </button>
      <p>
        Scribe <AgentBadge />
      </p>
    </>
  );
}

interface Holder {
  readonly user: { readonly id: string; readonly name: string; readonly color: string };
  readonly self?: boolean;
}
