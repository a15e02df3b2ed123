import { expect, test } from "vitest";
import { parseCommand } from "../../src/cli/command.ts";

const SECRET = { ALONGSIDE_JWT_SECRET: "a secret of thirty-two bytes or more" };
const parse = (line: string, env: Record<string, string> = {}) =>
  parseCommand(line.split(" ").filter(Boolean), env);

test("[R141] dev needs nothing", () => {
  expect(parse("dev")).toEqual({
    name: "dev",
    port: 4000,
    host: "127.0.0.1",
    data: "data",
    keys: [],
    log: "text",
  });
});

test("[R141] each flag says what it says", () => {
  const line =
    "start --port 80 --host 10.0.0.1 --data /var/rooms --rooms app/rooms.ts --files dist --hashed assets --origin https://a.example --origin https://b.example --log json";
  expect(parse(line, SECRET)).toEqual({
    name: "start",
    port: 80,
    host: "10.0.0.1",
    data: "/var/rooms",
    rooms: "app/rooms.ts",
    files: "dist",
    hashed: "assets",
    origins: ["https://a.example", "https://b.example"],
    secret: SECRET.ALONGSIDE_JWT_SECRET,
    keys: [],
    log: "json",
  });
});

test("[R1588] the keys of the HTTP API stand in the environment, each long enough", () => {
  const [one, two] = ["0123456789abcdef01234567", "zyxwvutsrqponmlkjihgfedcba"];
  expect(parse("dev", { ALONGSIDE_KEY: `${one}, ${two}` })).toMatchObject({ keys: [one, two] });
  expect(parse("dev", { ALONGSIDE_KEY: "" })).toMatchObject({ keys: [] });
  expect(() => parse("dev", { ALONGSIDE_KEY: `${one},short` })).toThrow("24 to 512 characters");
});

test("[R683] a server with tokens is asked for by its secret, an open one by name", () => {
  expect(parse("start --open")).toMatchObject({ name: "start", secret: undefined });
  expect(parse("dev", SECRET)).toMatchObject({ name: "dev", secret: undefined });
  const why =
    "Set ALONGSIDE_JWT_SECRET to the secret that signs your tokens, or pass --open to let everybody in";
  expect(() => parse("start")).toThrow(why);
  expect(() => parse("start", { ALONGSIDE_JWT_SECRET: "" })).toThrow(why);
});

test("[R415] it listens on this machine only, unless --host or HOST says otherwise", () => {
  expect(parse("start --open")).toMatchObject({ host: "127.0.0.1" });
  expect(parse("start --open", { HOST: "" })).toMatchObject({ host: "127.0.0.1" });
  expect(parse("dev", { HOST: "0.0.0.0" })).toMatchObject({ host: "0.0.0.0" });
  expect(parse("dev --host ::1", { HOST: "0.0.0.0" })).toMatchObject({ host: "::1" });
});

test("[R599] restore names the backup, and where the rooms are", () => {
  expect(parse("restore backup/rooms.db")).toEqual({
    name: "restore",
    backup: "backup/rooms.db",
    data: "data",
  });
  expect(parse("restore a.db --data /var/rooms")).toMatchObject({ data: "/var/rooms" });
});

test("[R141] help and version come before everything else", () => {
  expect(parse("--help")).toEqual({ name: "help" });
  expect(parse("start -h")).toEqual({ name: "help" });
  expect(parse("--version")).toEqual({ name: "version" });
});

test.each([
  ["", "Say what to do: alongside dev, alongside start, or alongside restore"],
  ["restore", "Name the backup: alongside restore backup/rooms.db"],
  ["backup", "Name the file to write: alongside backup rooms-monday.db"],
  ["verify", "Name the file: alongside verify rooms-monday.db"],
  ["verify a.db b.db", 'Unexpected "b.db"'],
  ["backup a.db b.db", 'Unexpected "b.db"'],
  ["restore a.db b.db", 'Unexpected "b.db"'],
  ["serve", 'Unknown command "serve"'],
  ["dev now", 'Unexpected "now"'],
  ["dev --prot 4000", "Unknown option '--prot'"],
  ["dev --port", "Option '--port <value>' argument missing"],
  ["dev --port -1", "Option '--port' argument is ambiguous"],
  ["dev --port 80x", '--port is a number from 0 to 65535, got "80x"'],
  ["dev --port 65536", '--port is a number from 0 to 65535, got "65536"'],
  ["dev --open=yes", "Option '--open' does not take an argument"],
  ["dev --log xml", '--log is text or json, got "xml"'],
])("[R141] alongside %s: one line", (line, message) => {
  expect(() => parse(line)).toThrow(`${message} (alongside --help)`);
  expect(() => parse(line)).toThrow(expect.objectContaining({ exitCode: 2 }));
});
