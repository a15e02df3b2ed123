import { namesIn } from "@alongside/core/engine";
import type { RoomDefinition } from "@alongside/core";
import { given } from "./given.ts";
import type { CollaborationTools } from "./hooks.ts";

type ToolName = keyof CollaborationTools<RoomDefinition>;

/** What `useCollaboration` returns beside storage. The type has it that none is missing. */
const TOOLS: { readonly [name in ToolName]: true } = {
  users: true,
  selections: true,
  update: true,
  mutate: true,
  status: true,
};

/** Storage fields that `useCollaboration` has something of its own under. None of a definition that is not known more closely. */
type Clash<D extends RoomDefinition> = string extends keyof D["storage"]
  ? never
  : keyof D["storage"] & ToolName;

/** Refuses, as a type, a definition with such fields, and names one in the compiler's message. */
export type WithoutClash<D extends RoomDefinition> = [Clash<D>] extends [never]
  ? unknown
  : {
      readonly storage: {
        readonly [
          K in Clash<D>
        ]: `Rename the storage field "${K}": useCollaboration returns ${K} of its own`;
      };
    };

/** Throws `TypeError` for what is no definition, and for one whose storage `useCollaboration` cannot return whole. */
export function checkDefinition(definition: RoomDefinition): void {
  const { schema, name } = (definition ?? {}) as Partial<RoomDefinition>;
  if (schema === undefined || name === undefined)
    throw new TypeError(`createHooks needs what defineRoom returned, got ${given(definition)}`);
  const clash = namesIn(schema).filter((field) => Object.hasOwn(TOOLS, field));
  if (clash.length === 0) return;
  const fields = clash.map((field) => JSON.stringify(field)).join(", ");
  throw new TypeError(
    `createHooks: rename the storage field${clash.length > 1 ? "s" : ""} ${fields} of the room "${name}": ` +
      `useCollaboration returns ${Object.keys(TOOLS).join(", ")} of its own beside storage`,
  );
}
