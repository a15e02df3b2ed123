import { newBoard } from "../address.ts";
import { Avatars } from "./Avatars.tsx";
import { icons } from "./icons.tsx";
import { ShareButton } from "./ShareButton.tsx";
import { Status } from "./Status.tsx";
import { ThemeToggle } from "./ThemeToggle.tsx";
import { Title } from "./Title.tsx";

export function TopBar() {
  return (
    <header className="top-bar">
      <div className="panel board-panel">
        <Logo />
        <Title />
        <button
          type="button"
          className="icon-button"
          aria-label="New board"
          title="New board"
          onClick={newBoard}
        >
          {icons.newBoard}
        </button>
        <span className="divider" />
        <Status />
      </div>
      <div className="panel people-panel">
        <Avatars />
        <ThemeToggle />
        <ShareButton />
      </div>
    </header>
  );
}

/** Two circles side by side. */
function Logo() {
  return (
    <svg className="logo" viewBox="0 0 28 28" role="img" aria-label="Alongside">
      <circle cx="10.5" cy="14" r="7.5" />
      <circle cx="17.5" cy="14" r="7.5" />
    </svg>
  );
}
