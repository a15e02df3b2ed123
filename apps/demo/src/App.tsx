import { useBoardInAddress } from "./address.ts";
import { RoomProvider } from "./board/hooks.ts";
import { BoardPage } from "./BoardPage.tsx";

export function App() {
  const id = useBoardInAddress();
  return (
    <RoomProvider key={id} id={id}>
      <BoardPage />
    </RoomProvider>
  );
}
