import { openUndo } from "@alongside/client";
import { useUndo } from "@alongside/react";
import { Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { late } from "../lib/late.ts";
import { BoardCursors } from "../canvas/BoardCursors.tsx";
import { Canvas } from "../canvas/Canvas.tsx";
import { measureText } from "../canvas/measure-text.ts";
import { SvgRenderer } from "../canvas/SvgRenderer.tsx";
import { FollowOnBoard } from "./FollowOnBoard.tsx";
import { GoneNotice } from "./GoneNotice.tsx";
import { Help } from "./Help.tsx";
import { triedElsewhere } from "../collaboration/client.ts";
import { Opening } from "../collaboration/Opening.tsx";
import { icons } from "../ui/icons.tsx";
import { SaidOnce } from "../ui/Said.tsx";
import { SelectedName } from "./SelectedName.tsx";
import { StuckHint } from "../collaboration/StuckHint.tsx";
import { StyleBar } from "./StyleBar.tsx";
import { RejectedChanges } from "../collaboration/RejectedChanges.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { TalkButton } from "../talk/TalkButton.tsx";
import { useTalkWanted } from "../talk/talk-wanted.ts";
import type { TalkShown } from "./talk-shown.ts";
import { startNaming } from "../page/naming.ts";
import { TopBar } from "../page/TopBar.tsx";
import { takeSamples } from "../page/welcome.ts";
import { WelcomeLine } from "../place/WelcomeLine.tsx";
import { useKeyboard } from "./use-keyboard.ts";
import { useLook } from "./use-look.ts";
import { UndoBar } from "./UndoBar.tsx";
import { ZoomBar } from "./ZoomBar.tsx";
import { useCell } from "../lib/use-cell.ts";
import { Editor } from "../board/editor.ts";
import { glide } from "../board/glide.ts";
import { boardRoom } from "../board/room.ts";
import { putSamples } from "../board/samples.ts";
import { RoomProvider, useCollaboration, useOthers, useRoom } from "../board/hooks.ts";
import { shapesOf } from "../board/shape.ts";
import type { Shape } from "../board/shape.ts";
import {
  remoteSelections,
  sameSelections,
  useSharedSelection,
} from "../collaboration/shared-selection.ts";
import "../styles/canvas.css";
import "../styles/people-on-canvas.css";
import "../styles/tools.css";
import "../styles/help.css";

const NONE: readonly Shape[] = [];

/** Only who looks at the past loads it. */
const PastBoard = late(() => import("../history/PastBoard.tsx"));

/** Only who shows it loads it. */
const ActivityPanel = late(() => import("./ActivityPanel.tsx"));

/** Only who shows it loads it. */
const BoardTalk = late(() => import("./BoardTalk.tsx"));

/** They come after the board. */
const CommentPins = late(() => import("./CommentPins.tsx"));

/** One board, for one person. */
export default function BoardPage({ id }: { readonly id: string }) {
  return (
    <RoomProvider id={id}>
      <OpenBoard />
    </RoomProvider>
  );
}

function OpenBoard() {
  const room = useRoom();
  const editor = useMemo(() => new Editor(boardRoom(room), openUndo(room), measureText), [room]);
  const { title, shapes } = useCollaboration();
  useEffect(() => glide(room, editor), [room, editor]);
  const [isLooking, setIsLooking] = useState(false);
  const [hasActivity, showActivity] = useState(false);
  const [talk, showTalk] = useState<TalkShown>();
  useLook(editor);
  useTalkWanted(
    `board:${room.id}`,
    shapes !== undefined,
    useCallback(
      ({ feed, thread }) =>
        showTalk(
          feed === "comments" && thread !== undefined
            ? { name: "thread", id: thread }
            : feed === "comments"
              ? { name: "comments" }
              : { name: "chat" },
        ),
      [],
    ),
  );
  useFirstView(editor, shapes);
  useSamples(editor, shapes);

  const selection = useCell(editor.selection);
  const shown = editor.growth.shown(shapes ?? NONE);
  const selected = useMemo(() => shapesOf(shown, selection), [shown, selection]);
  useSharedSelection(room.presence, selected);
  const others = useOthers(remoteSelections, sameSelections);
  const said = useCell(editor.said);
  const elsewhere = useCell(triedElsewhere);
  return (
    <main className="page board-page">
      {isLooking ? (
        <Suspense>
          <PastBoard editor={editor} onClose={() => setIsLooking(false)} />
        </Suspense>
      ) : (
        <>
          <Keys editor={editor} />
          <Canvas editor={editor} shapes={shapes ?? NONE} others={others} renderer={SvgRenderer}>
            {(drawn, camera) => (
              <Suspense>
                <CommentPins
                  shapes={drawn}
                  camera={camera}
                  open={talk?.name === "thread" ? talk.id : undefined}
                  onOpen={(thread) => showTalk({ name: "thread", id: thread })}
                />
              </Suspense>
            )}
          </Canvas>
          <BoardCursors editor={editor} />
          <FollowOnBoard editor={editor} />
        </>
      )}
      <TopBar
        address={{ page: "board", id: room.id }}
        room={room}
        title={title}
        startNaming={() =>
          startNaming(room, (doc, next) => {
            doc.title = next;
          })
        }
      />
      {shapes === undefined && <Opening status={room.status} thing="board" />}
      {shapes?.length === 0 && !isLooking && <EmptyHint editor={editor} />}
      <div className="dock" hidden={isLooking}>
        {shapes && <GoneNotice editor={editor} shapes={shapes} />}
        <UndoHint />
        <StuckHint stuck={elsewhere} icon={icons.cloudOff} />
        <SaidOnce said={said} />
        <WelcomeLine address={{ page: "board", id: room.id }} />
        <StyleBar
          editor={editor}
          selected={selected}
          comment={(shape) => showTalk({ name: "new", shape })}
        />
        <Toolbar editor={editor} />
      </div>
      <div className="corner" hidden={isLooking}>
        <UndoBar
          editor={editor}
          openHistory={() => setIsLooking(true)}
          hasActivity={hasActivity}
          showActivity={showActivity}
        />
        <ZoomBar editor={editor} />
      </div>
      {shapes && !isLooking && (
        <TalkButton
          room={room}
          name={`board:${room.id}`}
          isOpen={talk !== undefined}
          onToggle={() => showTalk(talk ? undefined : { name: "chat" })}
        />
      )}
      {shapes && talk && !isLooking && (
        <Suspense>
          <BoardTalk editor={editor} shown={talk} show={showTalk} />
        </Suspense>
      )}
      {hasActivity && !isLooking && talk === undefined && (
        <Suspense>
          <ActivityPanel editor={editor} onClose={() => showActivity(false)} />
        </Suspense>
      )}
      <Help editor={editor} />
      <SelectedName shapes={shown} selected={selected} />
      <RejectedChanges rejected={room.rejected} />
    </main>
  );
}

/** The keys are the board's while it is the board of now. */
function Keys({ editor }: { readonly editor: Editor }) {
  useKeyboard(editor);
  return null;
}

/** Says who is in the way when a press of undo or redo took nothing back. */
function UndoHint() {
  const { changed, canUndo, canRedo } = useUndo(useRoom());
  return <StuckHint stuck={changed} goesOn={canUndo || canRedo} />;
}

/** Whoever comes to a board first sees all of it. */
function useFirstView(editor: Editor, shapes: readonly Shape[] | undefined): void {
  const ready = shapes !== undefined;
  useEffect(() => {
    if (ready) editor.showAll();
  }, [editor, ready]);
}

/** Somebody who came without a link finds something to play with. */
function useSamples(editor: Editor, shapes: readonly Shape[] | undefined): void {
  const { id, status } = useRoom();
  const isLive = useCell(status).name === "live";
  const isHere = shapes !== undefined;
  useEffect(() => {
    if (!isLive || !isHere || !takeSamples(id)) return;
    putSamples(editor.room, editor.own);
    editor.showAll();
  }, [editor, id, isLive, isHere]);
}

function EmptyHint({ editor }: { readonly editor: Editor }) {
  const dragging = useCell(editor.dragging);
  if (dragging) return null;
  return (
    <div className="notice hint">
      <p>A board for everyone with the link</p>
      <p className="reason with-fingers">Take a tool below and draw</p>
      <p className="reason with-keys">
        Press <kbd>P</kbd> to draw, <kbd>N</kbd> for a note, <kbd>R</kbd> for a rectangle
      </p>
    </div>
  );
}
