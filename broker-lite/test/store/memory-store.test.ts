import { beforeEach, describe } from "vitest";
import { memoryStore, type Store } from "../../src/store/index.ts";
import { journalContract } from "./journal-contract.ts";

describe("the memory's store", () => {
  let store: Store;
  beforeEach(() => {
    store = memoryStore();
  });
  journalContract(() => Promise.resolve(store));
});
