/** What a rule returns: true, or why not. The code is the app's own; the change's author reads the message. */
export type Answer = true | { readonly code: string; readonly message: string };
