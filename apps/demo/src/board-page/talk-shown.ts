/** What of the talk beside a board is shown: the chat, the threads on shapes, one of them, or where one is begun. */
export type TalkShown =
  | { readonly name: "chat" }
  | { readonly name: "comments" }
  | { readonly name: "thread"; readonly id: string }
  | { readonly name: "new"; readonly shape: string };
