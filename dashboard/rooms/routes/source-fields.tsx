// A condition on the source of the call: the level, its values, and how sure to be.
import { useTranslation } from 'react-i18next';
import type { RouteCondition } from '../../../src/api/wire.ts';
import { CHOOSABLE_CHANNELS, channelName } from '../../words/source.ts';
import { Choice, Chosen, Sureness } from './condition-parts.tsx';

const FIELDS = ['channel', 'source', 'medium', 'campaign', 'term'] as const;

type OfSource = RouteCondition & { about: 'source' };

export function SourceFields({ condition, onChange }: { condition: OfSource; onChange: (next: OfSource) => void }) {
  const { t } = useTranslation();
  const channels = [...new Set<string>([...CHOOSABLE_CHANNELS, ...condition.any])];
  return (
    <>
      <Choice
        values={FIELDS}
        label={(one) => t(`routes.form.fieldName.${one}`)}
        value={condition.field}
        onChange={(field) => onChange({ ...condition, field, any: [] })}
      />
      {condition.field === 'channel' ? (
        <Chosen
          any={condition.any}
          data={channels.map((value) => ({ value, label: channelName(value, t) }))}
          onChange={(any) => onChange({ ...condition, any })}
        />
      ) : (
        <Chosen any={condition.any} onChange={(any) => onChange({ ...condition, any })} />
      )}
      <Sureness value={condition.probability} onChange={(probability) => onChange({ ...condition, probability })} />
    </>
  );
}
