import { HOME, HomeProvider } from "./hooks.ts";
import { useKnown } from "./use-known.ts";

/** Lets a page that is no room of the home know who people are. */
export default function KnownPeople() {
  return (
    <HomeProvider id={HOME}>
      <Known />
    </HomeProvider>
  );
}

function Known() {
  useKnown();
  return null;
}
