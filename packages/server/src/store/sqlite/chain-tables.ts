/**
 * `seals` has a line for each row of the log that was written while there was a chain, under the row's number: see `SealedRow`. `chains`
 * has each room that has one: it begins, or goes on, after the entry `after` with the seal `start`, and ends with `last` at the entry
 * `seq`. `chain_notes` are in the order of `n`. `chain_switches` says from which row on the chain was on or off. Made where they are
 * missing.
 */
export const CHAIN_TABLES = `
  CREATE TABLE IF NOT EXISTS seals (
    id INTEGER PRIMARY KEY, room INTEGER NOT NULL, bytes BLOB NOT NULL, erased TEXT
  );
  CREATE TABLE IF NOT EXISTS chains (
    room INTEGER PRIMARY KEY, "after" INTEGER NOT NULL, start BLOB NOT NULL, seq INTEGER NOT NULL, last BLOB NOT NULL
  );
  CREATE TABLE IF NOT EXISTS chain_notes (
    room INTEGER NOT NULL, n INTEGER NOT NULL, seq INTEGER NOT NULL,
    kind TEXT NOT NULL, body TEXT NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (room, n)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS chain_switches (row INTEGER PRIMARY KEY, chain INTEGER NOT NULL);
`;
