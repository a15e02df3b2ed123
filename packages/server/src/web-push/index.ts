export type { PushMessage, WebPushOptions } from "./options.ts";
export { type VapidKeys, vapidKeys } from "./vapid.ts";
export { webPush } from "./web-push.ts";
