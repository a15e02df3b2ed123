// The style sheet has nothing to import by name; without this, a strict compiler does not find it.
export {};
