export { LeftLink } from "./left-link.ts";
export { Search } from "./search.ts";
