// Phone numbers on a page that nothing replaces, each with the way to have it replaced.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstallCheck } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { phone } from '../../words/phone.ts';
import { PoolForm } from '../pools/pool-form.tsx';
import css from './check-report.module.css';

export function OtherNumbers({ numbers }: { numbers: InstallCheck['otherNumbers'] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const [adding, setAdding] = useState<string | null>(null);
  if (numbers.length === 0) return null;
  return (
    <section className={css.places}>
      <h3 className={css.head}>{t('installCheck.others')}</h3>
      <p className="dt-dim dt-small">{t('installCheck.othersHint')}</p>
      <ul className={css.list}>
        {numbers.map(({ number, text, path, places }) => (
          <li key={number} className={css.other}>
            <span className={css.what}>
              <span className={css.text}>{phone(number)}</span>
              <span className={css.reason}>
                {text} · {t('installCheck.timesHere', { count: places, replace: { count: count(places, locale) } })}
              </span>
              <code className={css.path}>{path}</code>
            </span>
            <Button size="xs" variant="default" onClick={() => setAdding(number)}>
              {t('installCheck.addPool')}
            </Button>
          </li>
        ))}
      </ul>
      {adding && <PoolForm pool={null} target={adding} onClose={() => setAdding(null)} />}
    </section>
  );
}
