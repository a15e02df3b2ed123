import {
  type AlertOptions,
  type Alerts,
  type AlertState,
  type BadgeOptions,
  badgePage,
  openAlerts,
} from "@alongside/client/alerts";
import type { InboxHandle } from "@alongside/client/inbox";
import { useEffect, useInsertionEffect, useMemo } from "react";
import { useReadable } from "../use-readable.ts";

/** Alerts as a panel offers them. */
export interface AlertTools extends Pick<Alerts, "turnOn" | "turnOff"> {
  readonly state: AlertState;
  /** Whether the user hears also while no page is open. */
  readonly isPushed: boolean;
}

/** Alerts of the system, while the component is there; undefined where they are not wanted. */
export function useAlerts(
  inbox: InboxHandle,
  options: AlertOptions,
  isWanted: boolean,
): AlertTools | undefined {
  const source = useMemo(() => alertsOf(inbox), [inbox]);
  // Before it is listened to, as they are there then.
  useInsertionEffect(() => source.update(options));
  const state = useReadable(isWanted ? source : OFF, "none");
  const isPushed = options.pushKey !== undefined;
  const { turnOn, turnOff } = source;
  return useMemo(
    () => (isWanted ? { state, isPushed, turnOn, turnOff } : undefined),
    [isWanted, state, isPushed, turnOn, turnOff],
  );
}

const OFF = { get: (): AlertState => "none", subscribe: () => () => {} };

/** Alerts that are there while somebody listens. */
function alertsOf(inbox: InboxHandle) {
  let options: AlertOptions = {};
  let alerts: Alerts | undefined;
  return {
    get: (): AlertState => alerts?.get() ?? "none",
    subscribe(callback: () => void): () => void {
      const own = openAlerts(inbox, options);
      alerts = own;
      const stop = own.subscribe(callback);
      callback();
      return () => {
        stop();
        own.close();
        if (alerts === own) alerts = undefined;
      };
    },
    update(next: AlertOptions): void {
      options = next;
      alerts?.update(next);
    },
    turnOn: async (): Promise<AlertState> => (await alerts?.turnOn()) ?? "none",
    turnOff: (): void => alerts?.turnOff(),
  };
}

/** Shows on the page's title and icons how much is unseen. */
export function useBadge(inbox: InboxHandle, options: BadgeOptions | false): void {
  const isOn = options !== false;
  const { title, icon, app } = options || {};
  useEffect(() => {
    if (!isOn) return undefined;
    return badgePage(inbox, {
      ...(title !== undefined && { title }),
      ...(icon !== undefined && { icon }),
      ...(app !== undefined && { app }),
    });
  }, [inbox, isOn, title, icon, app]);
}
