import { icons } from "./icons.tsx";
import { toggleTheme, useTheme } from "./theme.ts";

export function ThemeToggle() {
  const next = useTheme() === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Switch to ${next} colours`}
      title={`Switch to ${next} colours`}
      onClick={toggleTheme}
    >
      {next === "dark" ? icons.moon : icons.sun}
    </button>
  );
}
