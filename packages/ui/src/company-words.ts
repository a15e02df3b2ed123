import { type FaceWords, faceWords, number, people } from "./face-words.ts";

/** What is said of company beside its faces. Names come cut, and set apart where they run from right to left. */
export interface CompanyWords {
  /** Says who types: one name or more. */
  readonly typists: (names: readonly string[]) => string;
  readonly joined: (names: readonly string[]) => string;
  readonly left: (names: readonly string[]) => string;
  /** Says who is here; `people` are the labels of at most 20 of `count`. */
  readonly whoIsHere: (people: readonly string[], count: number) => string;
  /** Of what somebody has to themselves for a while. */
  readonly lockedBy: (name: string) => string;
  readonly lockedByYou: string;
  readonly takeOver: string;
}

/** English. */
export const companyWords: CompanyWords = {
  typists: ([first = "", ...others]) => {
    if (others.length === 0) return `${first} is typing`;
    const more = others.length === 1 ? others[0] : `${number(others.length)} others`;
    return `${first} and ${more} are typing`;
  },
  joined: (names) => `${namesOf(names)} joined`,
  left: (names) => `${namesOf(names)} left`,
  whoIsHere: (labels, count) => {
    if (count === 0) return "Nobody is here";
    const more = count > labels.length ? `; and ${number(count - labels.length)} more` : "";
    return `${people(count)} here: ${labels.join("; ")}${more}`;
  },
  lockedBy: (name) => `${name} is editing this`,
  lockedByYou: "You are editing this",
  takeOver: "Take over",
};

/** English, with some of it said otherwise. */
export function companyWordsOf(
  own: Partial<FaceWords & CompanyWords> | undefined,
): FaceWords & CompanyWords {
  return { ...faceWords, ...companyWords, ...own };
}

/** "Ada", "Ada and Ben", "3 people". */
function namesOf(names: readonly string[]): string {
  return names.length > 2 ? people(names.length) : names.join(" and ");
}
