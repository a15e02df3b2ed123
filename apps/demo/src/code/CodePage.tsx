import { openText } from "@alongside/client";
import { Suspense, useMemo, useState } from "react";
import { late } from "../lib/late.ts";
import { Opening } from "../collaboration/Opening.tsx";
import { EmptyPage } from "../page/Skeleton.tsx";
import { RejectedChanges } from "../collaboration/RejectedChanges.tsx";
import { startNaming } from "../page/naming.ts";
import { TopBar } from "../page/TopBar.tsx";
import { useTextTalk } from "../talk/talk-shown.ts";
import { TalkButton } from "../talk/TalkButton.tsx";
import { useCell } from "../lib/use-cell.ts";
import type { CaretPlace, CodeEditor } from "./code-editor.ts";
import { CodeFooter } from "./CodeFooter.tsx";
import { CodePane } from "./CodePane.tsx";
import { RoomProvider, useRoom, useStorage } from "./hooks.ts";
import { languageOf } from "./language.ts";
import "../styles/code.css";

/** Only who shows it loads it. */
const PageTalk = late(() => import("../talk/PageTalk.tsx"));

/** It comes once the file is there. */
const CodeMarks = late(() => import("./CodeMarks.tsx"));

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
  const [editor, setEditor] = useState<CodeEditor>();
  const isLive = useCell(room.status).name === "live";
  const name = `code:${room.id}`;
  const talk = useTextTalk(name, fileName !== undefined);
  const { shown, show, showThread } = talk;
  const comment = (): void => {
    if (!place || !editor) return;
    const { from, to } = place;
    talk.comment({ from, to, words: editor.view.state.sliceDoc(from, Math.min(to, from + 300)) });
  };
  return (
    <main className="page code">
      {fileName === undefined && <EmptyPage page="code" />}
      {fileName !== undefined && (
        <section className="code-frame panel" aria-label={fileName}>
          <CodePane shared={shared} language={language} onMove={setPlace} onOpen={setEditor} />
          <CodeFooter language={language} place={place} onComment={comment} />
        </section>
      )}
      {isLive && editor && (
        <Suspense>
          <CodeMarks room={room} editor={editor} onOpen={showThread} />
        </Suspense>
      )}
      {fileName !== undefined && (
        <TalkButton
          room={room}
          name={name}
          isOpen={shown !== undefined}
          onToggle={() => show(shown ? undefined : { name: "chat" })}
        />
      )}
      {fileName !== undefined && shown && (
        <Suspense>
          <PageTalk
            room={room}
            name={name}
            field="source"
            label="Chat beside the code"
            shown={shown}
            show={show}
            reveal={(at) => editor?.reveal(at)}
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
