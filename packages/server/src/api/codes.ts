/** What the HTTP API refuses with, beside the codes of changes, of the past and of the ends of connections. */
export const API_CODES = {
  "auth.rooms": "The key is not good for this room.",
  "auth.scope": "The key has a smaller scope than this needs.",
  "event.unknown": "The definition has no event of this name.",
  "follower.unknown":
    "Nobody follows under this name in the process that was asked: a follower is there while the app's code follows.",
  "letter.missing": "The follower has no such letter: it was tried again or forgotten meanwhile.",
  "limit.requests":
    "Too many requests at a time or in a second. `Retry-After` says how long to wait.",
  "once.differs":
    "The `Idempotency-Key` was used in this room for another request within 24 hours.",
  "once.full":
    "10,000 idempotency keys were used in this room within 24 hours. Wait until the oldest is forgotten.",
  "post.missing": "There is no such post in the feed, or it was deleted.",
  "patch.refused":
    "The definition does not take this: `path` names a field that is not there, or something that cannot be done to it.",
  "patch.test": "A `test` of the patch does not hold.",
  "request.invalid": "A parameter, a header or the body is not as the API takes it.",
  "request.type": "The body has a media type that is not taken here.",
  "request.unfinished": "The body did not come to its end.",
  "import.damaged":
    "The export has a line that cannot be read, or does not end as it says. `line` says where.",
  "import.foreign": "The export is of another kind of room.",
  "import.newer": "The export was made by a newer definition or server.",
  "room.taken": "The room holds something already.",
  "room.missing": "Nothing was written in the room yet.",
  "route.method": "The path does not take this method.",
  "route.unknown": "There is nothing at this path.",
  "server.failed": "The server could not do it. Its log says why.",
  "write.stale":
    "The room is not at the entry that `If-Match` names. `seq` and `ETag` say where it is: read it and try again.",
} as const;
