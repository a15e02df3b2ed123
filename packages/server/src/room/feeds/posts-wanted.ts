/** Posts that a change is about and that are not in memory: they are read, and the change is decided then. */
export class PostsWanted extends Error {
  override readonly name = "PostsWanted";
  /** By feed. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(ids: ReadonlyMap<string, ReadonlySet<string>>) {
    super("Posts are read before the change is decided");
    this.ids = ids;
  }
}
