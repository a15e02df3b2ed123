// The style sheet has nothing to import by name; without this file, a strict compiler does not find it.
// oxlint-disable-next-line unicorn/require-module-specifiers
export {};
