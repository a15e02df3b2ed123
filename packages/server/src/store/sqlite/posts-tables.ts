/**
 * Tables that files of this format may lack. `feeds` says up to which place a feed's posts were let go (what is left before it is
 * answered by later ones), and how many there are after it. `posts` are kept in the order of their places, which is that in which they come.
 */
export const POSTS_TABLES = `
  CREATE TABLE IF NOT EXISTS feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT, room INTEGER NOT NULL, name TEXT NOT NULL,
    posts INTEGER NOT NULL, seq INTEGER NOT NULL, i INTEGER NOT NULL, UNIQUE (room, name)
  );
  CREATE TABLE IF NOT EXISTS posts (
    feed INTEGER NOT NULL, seq INTEGER NOT NULL, i INTEGER NOT NULL, id TEXT NOT NULL,
    thread TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL, gone INTEGER NOT NULL,
    pinned INTEGER NOT NULL, root INTEGER NOT NULL, resolved INTEGER NOT NULL, last INTEGER NOT NULL,
    json TEXT NOT NULL, PRIMARY KEY (feed, seq, i)
  ) WITHOUT ROWID;
`;

/** The first one holds all that unread posts are counted by. The last two cost nothing for what is in no list. */
export const POSTS_INDEXES = `
  CREATE INDEX IF NOT EXISTS posts_by_thread ON posts (feed, thread, seq, i, gone, author);
  CREATE INDEX IF NOT EXISTS posts_by_id ON posts (feed, id);
  CREATE INDEX IF NOT EXISTS posts_pinned ON posts (feed, seq, i) WHERE pinned = 1;
  CREATE INDEX IF NOT EXISTS posts_roots ON posts (feed, resolved, seq, i) WHERE root = 1;
`;
