import { Invalid } from "@alongside/core";
import type { Doc } from "../../app/board.ts";
import type { Hand } from "../hand.ts";

type Branches = Doc["tree"];
type NewBranch = Parameters<Branches["insert"]>[0];
type Branch = NonNullable<ReturnType<Branches["get"]>>;

/** How many branches a tree has before some of them are cut. */
const MANY = 14;
/** How deep the chain is that is put in one go: a few of them one in another reach the limit. */
const CHAIN = 30;

/** How many records may stand in one another. */
const DEEPEST = 64;
/** How many branches a tree has before no chain is put beside the deepest. */
const MANY_CHAINED = 150;

/** Writes to records that hold records of their own kind: they move into one another, also in a circle, and reach the limit. */
export function writeTree(doc: Doc, hand: Hand): void {
  const { random, faults } = hand.around;
  const all = [...walk(doc.tree)];
  const roll = random.below(hand.around.isDeep ? 16 : 8);
  const any = all.length === 0 ? undefined : random.pick(all);
  if (any === undefined || roll < 2) {
    const into = any === undefined || random.chance(0.3) ? doc.tree : any.branch.branches;
    if (all.length < MANY) into.insert({ name: `n${random.below(9)}` });
  } else if (roll === 2) (any.branch as { name: string }).name = `m${random.below(9)}`;
  else if (roll === 3) {
    any.branch.words.insert(0, "x");
    // So that it is more than typing, which shares the fate of what is typed around it.
    doc.votes.add(1);
  } else if (roll === 4) {
    hand.trash.put("branches", any.branch.id);
    any.in.delete(any.branch.id);
  } else if (roll === 5) {
    hand.trash.restore("branches", any.branch.branches, random);
    hand.trash.restore("branches", doc.tree, random);
  } else {
    // Some try to move a record into itself.
    const to = random.chance(0.2) ? undefined : random.chance(0.1) ? any : random.pick(all);
    const deepest = roll > 7 ? all.reduce((a, b) => (b.depth > a.depth ? b : a)) : undefined;
    try {
      if (deepest !== undefined) goDeep(doc, all, deepest, hand);
      else if (any.in === to?.in && to !== any) any.in.move(any.branch.id, { after: to.branch.id });
      else any.in.move(any.branch.id, to?.branch.branches ?? doc.tree);
    } catch (error) {
      // Into itself, or too deep: that is known here already, and nothing was written.
      if (error instanceof TypeError) faults.count("cycle");
      else if (error instanceof RangeError || error instanceof Invalid) faults.count("depth");
      else throw error;
    }
  }
}

/** Puts a chain to where the tree is deepest. Where that has no room for one, sometimes by a move of one that stands beside it. */
function goDeep(doc: Doc, all: readonly Place[], deepest: Place, { around }: Hand): void {
  const isFull = deepest.depth + CHAIN > DEEPEST;
  if (!isFull || all.length > MANY_CHAINED || around.random.chance(0.5))
    deepest.branch.branches.insert(chain(CHAIN));
  else doc.tree.move(doc.tree.insert(chain(CHAIN)), deepest.branch.branches);
}

/** A branch with so many in one another below it. */
function chain(deep: number): NewBranch {
  return deep === 1 ? { name: "leaf" } : { name: `d${deep}`, branches: [chain(deep - 1)] };
}

interface Place {
  readonly branch: Branch;
  readonly in: Branches;
  readonly depth: number;
}

function* walk(branches: Branches, depth = 1): Generator<Place, undefined> {
  for (const branch of branches) {
    yield { branch, in: branches, depth };
    yield* walk(branch.branches, depth + 1);
  }
}
