import type { Json } from "@alongside/core";
import type { PersonState, UserInfo } from "@alongside/core/engine";

/** Somebody who is in a room, by one of the clients that they are here with. */
export interface PersonHere {
  /** One page of theirs: who has two tabs open is here twice. */
  readonly client: string;
  /** As the others see them: with a colour and initials of their own in the room. */
  readonly user: UserInfo;
  /** `away`: their page is hidden. `quiet`: nothing is heard of their link. */
  readonly state: PersonState;
  readonly presence: { readonly [field: string]: Json };
}
