import { openText } from "@alongside/client";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { Opening } from "../collaboration/Opening.tsx";
import { EmptyPage } from "../page/Skeleton.tsx";
import { RejectedChanges } from "../collaboration/RejectedChanges.tsx";
import { startNaming } from "../page/naming.ts";
import { TopBar } from "../page/TopBar.tsx";
import { useTalkWanted } from "../talk/talk-wanted.ts";
import { TalkButton } from "../talk/TalkButton.tsx";
import type { CaretPlace } from "./code-editor.ts";
import { CodeFooter } from "./CodeFooter.tsx";
import { CodePane } from "./CodePane.tsx";
import { RoomProvider, useRoom, useStorage } from "./hooks.ts";
import { languageOf } from "./language.ts";
import "../styles/code.css";

/** Only who shows it loads it. */
const PageTalk = lazy(() => import("../talk/PageTalk.tsx"));

/** One file of code, for one person. */
export default function CodePage({ id }: { readonly id: string }) {
  return (
    <RoomProvider id={id}>
      <OpenFile />
    </RoomProvider>
  );
}

function OpenFile() {
  const room = useRoom();
  const shared = useMemo(() => openText(room, (doc) => doc.source), [room]);
  const fileName = useStorage((file) => file.title);
  const language = useMemo(() => languageOf(fileName ?? ""), [fileName]);
  const [place, setPlace] = useState<CaretPlace | undefined>(undefined);
  const [isTalking, setIsTalking] = useState(false);
  const talk = useCallback(() => setIsTalking(true), []);
  useTalkWanted(`code:${room.id}`, fileName !== undefined, talk);
  return (
    <main className="page code">
      {fileName === undefined && <EmptyPage page="code" />}
      {fileName !== undefined && (
        <section className="code-frame panel" aria-label={fileName}>
          <CodePane shared={shared} language={language} onMove={setPlace} />
          <CodeFooter language={language} place={place} />
        </section>
      )}
      {fileName !== undefined && (
        <TalkButton
          room={room}
          name={`code:${room.id}`}
          isOpen={isTalking}
          onToggle={() => setIsTalking(!isTalking)}
        />
      )}
      {fileName !== undefined && isTalking && (
        <Suspense>
          <PageTalk
            room={room}
            name={`code:${room.id}`}
            label="Chat beside the code"
            onClose={() => setIsTalking(false)}
          />
        </Suspense>
      )}
      <TopBar
        address={{ page: "code", id: room.id }}
        room={room}
        title={fileName}
        startNaming={() =>
          startNaming(room, (doc, next) => {
            doc.title = next;
          })
        }
      />
      {fileName === undefined && <Opening status={room.status} thing="file" />}
      <RejectedChanges rejected={room.rejected} />
    </main>
  );
}
