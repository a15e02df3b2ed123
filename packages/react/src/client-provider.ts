import type { Client } from "@alongside/client";
import { createContext, createElement } from "react";
import type { ReactNode } from "react";

/** The client of the hooks below it. */
export const ClientContext = createContext<Client | undefined>(undefined);

/** Gives the hooks below it a client of their own, in place of the one `configureClient` is about. */
export function ClientProvider(props: {
  readonly client: Client;
  readonly children?: ReactNode;
}): ReactNode {
  return createElement(ClientContext, { value: props.client }, props.children);
}
