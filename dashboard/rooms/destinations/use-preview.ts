// What the templates of a form come to for a real call, while they are written.
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TemplateFilled } from '../../../src/api/wire.ts';
import { filled as filledQuery } from '../../api/destinations.ts';
import { useHouse } from '../../shell/house-facts.ts';
import { type Field, type Settings, templatesOf } from './draft.ts';

const PAUSE_MS = 300;

export interface Preview {
  /** By the template's key; undefined: nobody knows yet. */
  of(key: string): string | undefined;
  places: TemplateFilled['places'];
  /** There is no call to show it on. */
  isWithoutCall: boolean;
}

/** `call`: its id; undefined: the latest one. */
export function usePreview(fields: readonly Field[], settings: Settings, call: string | undefined): Preview {
  const { site } = useHouse();
  const templates = useMemo(() => templatesOf(fields, settings), [fields, settings]);
  const [asked] = useDebouncedValue(templates, PAUSE_MS);
  const texts = asked.map(([, template]) => template);
  const { data, error } = useQuery({
    ...filledQuery(site.id, texts, call),
    enabled: fields.some(({ kind }) => kind === 'template' || kind === 'mapping'),
  });
  return useMemo(() => {
    const values = new Map(asked.map(([key], n) => [key, data?.values[n]]));
    return { of: (key) => values.get(key), places: data?.places ?? [], isWithoutCall: Boolean(error) };
  }, [asked, data, error]);
}
