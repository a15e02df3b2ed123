export { type Test, storeContract } from "./store-contract.ts";
