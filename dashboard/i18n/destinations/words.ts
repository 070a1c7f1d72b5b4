// What a destination's words must say, in both languages: its name, its form, its reasons.

export type FieldWords = { label: string; help?: string };
type Said = {
  name: string;
  /** what its owner gains, in a sentence or two */
  about: string;
  /** by the names of the fields its declaration lists */
  fields: Readonly<Record<string, FieldWords>>;
  /** of fields with a choice: field → value → label */
  options?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** by the codes its declaration lists: what has happened and what to do */
  reasons: Readonly<Record<string, string>>;
  /** by the codes of what is wrong with its settings; {{line}} and {{what}} say where. Without words the server's stand. */
  faults?: Readonly<Record<string, string>>;
};

export type DestinationWords = { en: Said; ru: Said };
