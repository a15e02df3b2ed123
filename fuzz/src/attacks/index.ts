import type { Attack } from "../attack.ts";
import { conditionalStorms, guessedKeys, keyFloods } from "./api.ts";
import { keptLocks, loudEvents, restlessViews, wildNames } from "./company.ts";
import { crowdedPlaces, deepMoves, longCrossings, repeatedRestores } from "./costs.ts";
import { deafListeners, deafStreams } from "./deaf.ts";
import { heldDisk } from "./disk.ts";
import { wildPosts, wildTellings } from "./feeds.ts";
import { bombs, twistedFrames } from "./frames.ts";
import { deafReaders, endlessBodies, leftLinks, loudStrangers, passedRooms } from "./holds.ts";
import { damagedImports } from "./imports.ts";
import { wildInboxes } from "./inboxes.ts";
import { hammeredQuestions } from "./past.ts";
import { deepPreviews, largePresence, largePreviews, refusedPreviews } from "./previews.ts";
import {
  hiddenRecords,
  loudErrors,
  readAddresses,
  revokedWriters,
  strangePages,
} from "./rights.ts";
import { oddRequests } from "./requests.ts";
import { tooManyRooms } from "./rooms.ts";
import { wildFigures } from "./series.ts";
import { brokenUpgrades, otherUpgrades } from "./upgrades.ts";

export const ATTACKS: readonly Attack[] = [
  brokenUpgrades,
  otherUpgrades,
  twistedFrames,
  bombs,
  deepPreviews,
  refusedPreviews,
  largePreviews,
  largePresence,
  repeatedRestores,
  deepMoves,
  crowdedPlaces,
  longCrossings,
  endlessBodies,
  loudStrangers,
  leftLinks,
  deafReaders,
  passedRooms,
  loudErrors,
  hiddenRecords,
  revokedWriters,
  strangePages,
  readAddresses,
  oddRequests,
  tooManyRooms,
  heldDisk,
  hammeredQuestions,
  loudEvents,
  wildNames,
  restlessViews,
  keptLocks,
  guessedKeys,
  conditionalStorms,
  keyFloods,
  deafListeners,
  deafStreams,
  damagedImports,
  wildFigures,
  wildPosts,
  wildTellings,
  wildInboxes,
];
