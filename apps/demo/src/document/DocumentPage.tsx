import { openText } from "@alongside/client";
import type Quill from "quill/core.js";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { Opening } from "../collaboration/Opening.tsx";
import { icons } from "../ui/icons.tsx";
import { type Said, SaidOnce } from "../ui/Said.tsx";
import { EmptyPage } from "../page/Skeleton.tsx";
import { RejectedChanges } from "../collaboration/RejectedChanges.tsx";
import { startNaming } from "../page/naming.ts";
import { useTalkWanted } from "../talk/talk-wanted.ts";
import { TalkButton } from "../talk/TalkButton.tsx";
import { VisitsInDocument } from "./VisitsInDocument.tsx";
import { TopBar } from "../page/TopBar.tsx";
import { FormatBar } from "./FormatBar.tsx";
import { RoomProvider, useRoom, useStorage } from "./hooks.ts";
import { LinkCard } from "./LinkCard.tsx";
import { LinkForm } from "./LinkForm.tsx";
import { Outline } from "./Outline.tsx";
import { Sheet } from "./Sheet.tsx";
import "../styles/tools.css";
import "../styles/format-bar.css";
import "../styles/document.css";
import "../styles/rich-text.css";

/** Only who looks at the past loads it. */
const PastDocument = lazy(() => import("./PastDocument.tsx"));

/** Only who shows it loads it. */
const PageTalk = lazy(() => import("../talk/PageTalk.tsx"));

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
  const [isTalking, setIsTalking] = useState(false);
  const talk = useCallback(() => setIsTalking(true), []);
  useTalkWanted(`document:${room.id}`, isOpen, talk);
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
      {isOpen && !isLooking && (
        <TalkButton
          room={room}
          name={`document:${room.id}`}
          isOpen={isTalking}
          onToggle={() => setIsTalking(!isTalking)}
        />
      )}
      {isOpen && isTalking && !isLooking && (
        <Suspense>
          <PageTalk
            room={room}
            name={`document:${room.id}`}
            label="Chat beside the document"
            onClose={() => setIsTalking(false)}
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
