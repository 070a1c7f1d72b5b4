// What people say of a call: what it is worth and what it was about; kept as soon as it is said.
import { TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallCard, CallRow } from '../../../src/api/wire.ts';
import { get, send } from '../../api/client.ts';
import { call as callQuery } from '../../api/queries.ts';
import { SaveFailed } from '../../parts/states.tsx';
import { Block } from './block.tsx';
import css from './call-words.module.css';

type Category = NonNullable<CallCard['category']>;
type Words = { tags?: string[]; category?: Category | null };

const CATEGORIES = ['hot', 'warm', 'cold', 'target', 'not-target'] as const satisfies readonly Category[];

export function CallWordsOf({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { mutate, error } = useSay(card);
  const { data: known = [] } = useQuery({
    queryKey: ['call-tags', card.siteId],
    queryFn: ({ signal }) => get<string[]>(`/sites/${card.siteId}/call-tags`, {}, signal),
  });
  return (
    <Block title={t('callWords.title')}>
      <fieldset className={css.categories} aria-label={t('callWords.category')}>
        {CATEGORIES.map((category) => (
          <button
            key={category}
            type="button"
            className={css.category}
            data-category={category}
            aria-pressed={card.category === category}
            onClick={() => mutate({ category: card.category === category ? null : category })}
          >
            {t(`callWords.categories.${category}`)}
          </button>
        ))}
      </fieldset>
      <TagsInput
        aria-label={t('callWords.tags')}
        placeholder={card.tags.length === 0 ? t('callWords.tagsHint') : ''}
        value={card.tags}
        onChange={(tags) => mutate({ tags })}
        data={known}
        maxTags={50}
      />
      <SaveFailed error={error} />
    </Block>
  );
}

/** Shown at once; taken back when it could not be kept. */
function useSay(card: CallCard) {
  const client = useQueryClient();
  const { queryKey } = callQuery(card.id);
  return useMutation({
    mutationFn: (words: Words) => send<CallRow>('PATCH', `/calls/${card.id}`, words),
    onMutate: (words) => client.setQueryData<CallCard>(queryKey, (now) => now && { ...now, ...words }),
    onError: () => client.invalidateQueries({ queryKey }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['calls'] });
      void client.invalidateQueries({ queryKey: ['call-tags', card.siteId] });
    },
  });
}
