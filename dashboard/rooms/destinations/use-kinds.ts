// The kinds of destinations with their words in the reader's language.
import { useQuery } from '@tanstack/react-query';
import type { DestinationKind } from '../../../src/api/wire.ts';
import { destinationKinds, destinationWords } from '../../api/destinations.ts';
import type { DestinationWords } from '../../i18n/destinations/words.ts';
import { useLanguage } from '../../shell/house-facts.ts';

export type KindWords = DestinationWords['en'];
export type Kind = DestinationKind & { words: KindWords };

/** Undefined until they are read. */
export function useKinds(): { kinds: Kind[] | undefined; error: unknown; again: () => void } {
  const language = useLanguage();
  const facts = useQuery(destinationKinds);
  const words = useQuery(destinationWords);
  const kinds =
    facts.data && words.data
      ? facts.data.map((kind) => ({ ...kind, words: words.data[kind.kind]?.[language] ?? wordless(kind) }))
      : undefined;
  const again = () => {
    void facts.refetch();
    void words.refetch();
  };
  return { kinds, error: facts.error ?? words.error, again };
}

/** A kind that is newer than this page still has its names. */
const wordless = ({ kind, fields }: DestinationKind): KindWords => ({
  ...{ name: kind, about: '', reasons: {} },
  fields: Object.fromEntries(fields.map(({ name }) => [name, { label: name }])),
});
