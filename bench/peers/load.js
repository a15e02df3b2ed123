// Resolves names from this folder, so that peers load each other and never the repository's own packages.
export const load = (name) => import(name);
