import type { Post } from "@alongside/client/feeds";
import { nameIn, useChat } from "./chat-context.ts";
import type { Attachment } from "./bodies.ts";
import { followed, piecesOf } from "./pieces.ts";

/** The text of a post: text alone, with links of safe addresses and the names of those mentioned. */
export function SaidText({ post }: { readonly post: Post<unknown> }) {
  const chat = useChat();
  if (post.body === undefined) return null;
  const mentioned = post.mentions.map((id) => ({ id, name: nameIn(chat, id) }));
  const pieces = piecesOf(chat.bodies.textOf(post.body), mentioned);
  return (
    <div className="alongside-post-text" dir="auto">
      {pieces.map((piece, i) => {
        if (piece.kind === "text") return piece.text;
        if (piece.kind === "mention")
          return (
            // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name
            <mark key={i} className="alongside-mention" data-mine={piece.user === chat.me}>
              {piece.text}
            </mark>
          );
        return (
          // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name
          <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece.text}
          </a>
        );
      })}
    </div>
  );
}

/** The files beside a post. Where an address may not be followed, the name stands alone. */
export function Files({ files }: { readonly files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul className="alongside-files">
      {files.map((file) => (
        <li key={`${file.url} ${file.name}`}>
          <FileLink file={file} />
        </li>
      ))}
    </ul>
  );
}

const PICTURES = /^image\/(?:png|jpeg|gif|webp|avif)$/;

function FileLink({ file: { name, url, type } }: { readonly file: Attachment }) {
  const href = followed(url, document.baseURI);
  if (href === undefined) return <span>{name}</span>;
  const isPicture = type !== undefined && PICTURES.test(type) && /^https?:/.test(href);
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {isPicture ? (
        <img src={href} alt={name} loading="lazy" decoding="async" referrerPolicy="no-referrer" />
      ) : (
        name
      )}
    </a>
  );
}
