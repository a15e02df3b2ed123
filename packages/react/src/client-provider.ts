import type { Client } from "@alongside/client";
import { given } from "./given.ts";
import { createContext, createElement } from "react";
import type { ReactNode } from "react";

/** The client of the hooks below it. */
export const ClientContext = createContext<Client | undefined>(undefined);

/**
 * Gives the hooks below it a client of their own, in place of the one `configureClient` is about. Throws `TypeError` for what
 * `createClient` did not make.
 */
export function ClientProvider(props: {
  readonly client: Client;
  readonly children?: ReactNode;
}): ReactNode {
  if (!isClient(props.client))
    throw new TypeError(
      `ClientProvider needs \`client\`, made by createClient, got ${given(props.client)}`,
    );
  return createElement(ClientContext, { value: props.client }, props.children);
}

/** Whether this is a client, ours or one that an app made in its place. */
export function isClient(value: unknown): value is Client {
  return typeof value === "object" && value !== null && "join" in value;
}
