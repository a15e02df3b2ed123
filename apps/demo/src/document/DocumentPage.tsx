import { openText } from "@alongside/client";
import type Quill from "quill/core.js";
import { Suspense, useCallback, useMemo, useState } from "react";
import { late } from "../lib/late.ts";
import { Opening } from "../collaboration/Opening.tsx";
import { icons } from "../ui/icons.tsx";
import { type Said, SaidOnce } from "../ui/Said.tsx";
import { EmptyPage } from "../page/Skeleton.tsx";
import { RejectedChanges } from "../collaboration/RejectedChanges.tsx";
import { startNaming } from "../page/naming.ts";
import { useTextTalk } from "../talk/talk-shown.ts";
import { TalkButton } from "../talk/TalkButton.tsx";
import { VisitsInDocument } from "./VisitsInDocument.tsx";
import { TopBar } from "../page/TopBar.tsx";
import { FormatBar } from "./FormatBar.tsx";
import { RoomProvider, useRoom, useStorage } from "./hooks.ts";
import { LinkCard } from "./LinkCard.tsx";
import { LinkForm } from "./LinkForm.tsx";
import { useCell } from "../lib/use-cell.ts";
import { revealAt } from "./on-screen.ts";
import { Outline } from "./Outline.tsx";
import { Sheet } from "./Sheet.tsx";
import "../styles/tools.css";
import "../styles/format-bar.css";
import "../styles/document.css";
import "../styles/rich-text.css";

/** Only who looks at the past loads it. */
const PastDocument = late(() => import("./PastDocument.tsx"));

/** Only who shows it loads it. */
const PageTalk = late(() => import("../talk/PageTalk.tsx"));

/** They come once the document is there. */
const DocumentMarks = late(() => import("./DocumentMarks.tsx"));

/** One document, for one person. */
export default function DocumentPage({ id }: { readonly id: string }) {
  return (
    <RoomProvider id={id}>
      <OpenDocument />
    </RoomProvider>
  );
}

function OpenDocument() {
  const room = useRoom();
  const shared = useMemo(() => openText(room, (doc) => doc.body), [room]);
  // Undefined until the document is here.
  const title = useStorage((document) => document.title);
  const isOpen = title !== undefined;
  const [said, setSaid] = useState<Said>();
  const [quill, setQuill] = useState<Quill | undefined>(undefined);
  const [isLinking, setIsLinking] = useState(false);
  const startLink = useCallback(() => setIsLinking(true), []);
  const [isLooking, setIsLooking] = useState(false);
  const name = `document:${room.id}`;
  const { shown, show, ...talk } = useTextTalk(name, isOpen);
  const isLive = useCell(room.status).name === "live";
  const close = useCallback(() => setIsLooking(false), []);
  return (
    <main className={isLooking ? "page document looking" : "page document"}>
      {!isOpen && <EmptyPage page="document" />}
      {isOpen && <Sheet shared={shared} onOpen={setQuill} onRefused={setSaid} />}
      {isLooking ? (
        <Suspense>
          <PastDocument onClose={close} />
        </Suspense>
      ) : (
        <>
          {quill && <VisitsInDocument shared={shared} quill={quill} />}
          {quill && <LinkCard quill={quill} onEdit={startLink} />}
          {isOpen && <Outline quill={quill} />}
          {isOpen && (
            <button
              type="button"
              className="history-button panel"
              aria-label="History"
              title="History"
              onClick={() => setIsLooking(true)}
            >
              {icons.history}
            </button>
          )}
        </>
      )}
      {isLive && quill && !isLooking && (
        <Suspense>
          <DocumentMarks room={room} quill={quill} {...talk} />
        </Suspense>
      )}
      {isOpen && !isLooking && (
        <TalkButton
          room={room}
          name={name}
          isOpen={shown !== undefined}
          onToggle={() => show(shown ? undefined : { name: "chat" })}
        />
      )}
      {isOpen && shown && !isLooking && (
        <Suspense>
          <PageTalk
            room={room}
            name={name}
            field="body"
            label="Chat beside the document"
            shown={shown}
            show={show}
            reveal={(at) => quill && revealAt(quill, at)}
          />
        </Suspense>
      )}
      <TopBar
        address={{ page: "document", id: room.id }}
        room={room}
        title={title}
        startNaming={() =>
          startNaming(room, (doc, next) => {
            doc.title = next;
          })
        }
      />
      {!isOpen && <Opening status={room.status} thing="document" />}
      <div className="dock" hidden={isLooking}>
        {quill && !isLinking && <FormatBar quill={quill} onLink={startLink} />}
        {quill && isLinking && <LinkForm quill={quill} onDone={() => setIsLinking(false)} />}
      </div>
      <SaidOnce said={said} />
      <RejectedChanges rejected={room.rejected} />
    </main>
  );
}
