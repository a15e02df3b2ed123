export { Chat, Composer, Thread, Threads } from "./chat.tsx";
export type { ChatViewProps, ComposerProps, ThreadProps, ThreadsProps } from "./chat.tsx";
export type { ChatOptions, ChatProps } from "./chat-props.ts";
export type { Attachment, Bodies, BodyProps, Draft, MessageBody } from "./bodies.ts";
export { chatWords } from "./words.ts";
export type { ChatWords } from "./words.ts";
