/** A file that stands beside a post, wherever the app keeps it. */
export interface Attachment {
  readonly name: string;
  /** Only `http:` and `https:` addresses become links, and those of the page's own site. */
  readonly url: string;
  /** Of images a small picture is shown. */
  readonly type?: string | undefined;
}

/** What somebody wrote, before it is the body of a post. */
export interface Draft {
  readonly text: string;
  readonly files: readonly Attachment[];
}

/** The body of a post, where an app has none of its own. */
export interface MessageBody {
  text: string;
  files?: Attachment[];
}

/** How bodies of posts are made and read. */
export interface Bodies<B> {
  readonly toBody: (draft: Draft) => B;
  readonly textOf: (body: B) => string;
  /** @default The `files` of a body, where it has some. */
  readonly filesOf?: ((body: B) => readonly Attachment[]) | undefined;
}

/** Both may be left out where a body is `{ text, files? }`. */
export type BodyProps<B> = [MessageBody] extends [B]
  ? [B] extends [{ readonly text: string }]
    ? Partial<Bodies<B>>
    : Bodies<B>
  : Bodies<B>;

/** Bodies as `{ text, files? }`. Nothing in what others posted is trusted. */
export const usualBodies = {
  toBody: ({ text, files }: Draft): MessageBody =>
    files.length === 0 ? { text } : { text, files: [...files] },
  textOf: (body: unknown): string => {
    const { text } = body as { readonly text?: unknown };
    return typeof text === "string" ? text : "";
  },
  filesOf: (body: unknown): readonly Attachment[] => {
    const { files } = body as { readonly files?: unknown };
    return Array.isArray(files) ? files.filter(isAttachment) : [];
  },
};

function isAttachment(value: unknown): value is Attachment {
  if (typeof value !== "object" || value === null) return false;
  const { name, url, type } = value as { readonly [key in keyof Attachment]?: unknown };
  return (
    typeof name === "string" &&
    typeof url === "string" &&
    (type === undefined || typeof type === "string")
  );
}
