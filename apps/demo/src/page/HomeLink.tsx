import { Logo } from "../ui/Logo.tsx";
import { goHome, HOME_PATH } from "./address.ts";

/** The logo leads to the home. */
export function HomeLink() {
  return (
    <a
      className="home-link on-wide"
      href={HOME_PATH}
      aria-label="Home: all rooms"
      title="Home: all rooms"
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        goHome();
      }}
    >
      <Logo />
    </a>
  );
}
