// One number, beside its list: what it does and shall do, what is known of it, its test calls and its history.
import { Drawer, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Site, TrackingNumber } from '../../../src/api/wire.ts';
import { CopyIcon } from '../../parts/copy.tsx';
import { Empty } from '../../parts/states.tsx';
import { numberListRoute } from '../../routes.tsx';
import type { Silences } from '../../words/number.ts';
import { phone } from '../../words/phone.ts';
import { useSetNumberSearch } from '../numbers/filters.tsx';
import { linkId } from '../numbers/number-facts.tsx';
import { StateChip } from '../numbers/state-chip.tsx';
import { About } from './about.tsx';
import { Checks } from './checks.tsx';
import { History } from './history.tsx';
import css from './number-drawer.module.css';
import { Troubles } from './troubles.tsx';

interface NumberDrawerProps {
  numberId: string;
  numbers: readonly TrackingNumber[];
  site: Site;
  silences: Silences;
}

export function NumberDrawer({ numberId, numbers, site, silences }: NumberDrawerProps) {
  const { t } = useTranslation();
  const close = useClose(numberId);
  const number = numbers.find(({ id }) => id === numberId);
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={620}
      title={number ? <Title number={number} /> : t('number.gone')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {number ? (
        <Parts number={number} site={site} silences={silences} />
      ) : (
        <Empty title={t('number.gone')} hint={t('number.goneHint')} />
      )}
    </Drawer>
  );
}

function useClose(numberId: string): () => void {
  const set = useSetNumberSearch();
  return () => {
    // Escape is for the question on top; the drawer below it stays.
    if (document.querySelectorAll('[aria-modal="true"]').length > 1) return;
    void set({ number: undefined, part: undefined }).then(() =>
      document.getElementById(linkId(numberId))?.focus({ preventScroll: true }),
    );
  };
}

function Title({ number }: { number: TrackingNumber }) {
  return (
    <span className={css.title}>
      {phone(number.e164)}
      <CopyIcon text={number.e164} />
      <StateChip state={number.state} />
    </span>
  );
}

const PARTS = ['about', 'checks', 'history'] as const;

function Parts({ number, site, silences }: { number: TrackingNumber; site: Site; silences: Silences }) {
  const { t } = useTranslation();
  const set = useSetNumberSearch();
  const search = numberListRoute.useSearch();
  const part = PARTS.find((one) => one === search.part) ?? 'about';
  return (
    <div className={css.body} tabIndex={-1} data-autofocus>
      <SegmentedControl
        fullWidth
        aria-label={t('number.parts.label')}
        data={PARTS.map((one) => ({ value: one, label: t(`number.parts.${one}`) }))}
        value={part}
        onChange={(chosen) => set({ part: chosen === 'about' ? undefined : chosen })}
      />
      {part === 'about' && (
        <>
          <Troubles number={number} site={site} silence={silences.get(number.id)} />
          <About number={number} site={site} />
        </>
      )}
      {part === 'checks' && <Checks number={number} site={site} silence={silences.get(number.id)} />}
      {part === 'history' && <History number={number} />}
    </div>
  );
}
