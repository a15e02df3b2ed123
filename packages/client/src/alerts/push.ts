import type { InboxHandle } from "../inbox/types.ts";

/** Has the server reach this browser by Web Push. Does nothing where there is no service worker, or no push service. */
export async function ensurePush(inbox: InboxHandle, key: string): Promise<void> {
  const registration = await registered();
  if (registration === undefined) return;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  let subscription = await registration.pushManager.getSubscription();
  // One for another key, of before the server's was changed, reaches nobody.
  if (subscription !== null && keyOf(subscription) !== key) {
    inbox.endPush(subscription.endpoint);
    await subscription.unsubscribe();
    subscription = null;
  }
  try {
    subscription ??= await registration.pushManager.subscribe(options);
  } catch (error) {
    // There is none where the browser reaches no push service: what comes while a page is open is told all the same.
    console.warn("No Web Push in this browser:", error);
    return;
  }
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (endpoint === undefined || p256dh === undefined || auth === undefined) return;
  if (!inbox.get().pushes.includes(endpoint)) inbox.pushTo({ endpoint, keys: { p256dh, auth } });
}

/** The server reaches this browser no more. */
export async function endPush(inbox: InboxHandle): Promise<void> {
  const subscription = await (await registered())?.pushManager.getSubscription();
  if (!subscription) return;
  inbox.endPush(subscription.endpoint);
  await subscription.unsubscribe();
}

async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  const registration = await serviceWorker?.getRegistration();
  return registration && "pushManager" in registration ? registration : undefined;
}

function keyOf({ options }: PushSubscription): string | undefined {
  const { applicationServerKey: bytes } = options;
  if (bytes === null) return undefined;
  const letters = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
