// What the numbers come to: how many in each state (a press narrows the list to it), what they cost a month; the way in
// and out for files, and for new numbers.
import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconDownload, IconPlus, IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TrackingNumber } from '../../../src/api/wire.ts';
import { numbersCsvUrl } from '../../api/numbers.ts';
import { numberListRoute } from '../../routes.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { sums } from '../../words/cost.ts';
import { count } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import { STATES } from '../../words/number.ts';
import { ImportDialog } from '../numbers-file/import-dialog.tsx';
import { useSetNumberSearch } from './filters.tsx';
import css from './summary.module.css';

export function Summary({ numbers, onAdd }: { numbers: readonly TrackingNumber[]; onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.summary}>
      <States numbers={numbers} />
      <Costs numbers={numbers} />
      <div className={css.tools}>
        <FileMenu />
        <Button size="xs" leftSection={<IconPlus size={14} stroke={2} aria-hidden />} onClick={onAdd}>
          {t('numbers.add')}
        </Button>
      </div>
    </div>
  );
}

function States({ numbers }: { numbers: readonly TrackingNumber[] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const search = numberListRoute.useSearch();
  const set = useSetNumberSearch();
  const states = STATES.map((state) => ({ state, many: numbers.filter((number) => number.state === state).length }));
  return (
    <ul className={css.states} aria-label={t('numbers.filter.state')}>
      {states
        .filter(({ many }) => many > 0)
        .map(({ state, many }) => (
          <li key={state}>
            <button
              type="button"
              className={css.state}
              aria-pressed={search.state === state}
              onClick={() => set({ state: search.state === state ? undefined : state })}
            >
              <span className={css.many}>{count(many, locale)}</span>
              <span className={css.name}>{t(`numbers.state.${state}`)}</span>
            </button>
          </li>
        ))}
    </ul>
  );
}

function Costs({ numbers }: { numbers: readonly TrackingNumber[] }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const known = sums(numbers.flatMap(({ monthlyCost }) => (monthlyCost ? [monthlyCost] : [])));
  return (
    <div className={css.cost}>
      <span className={css.many}>
        {known.length > 0 ? known.map((sum) => money(sum, locale)).join(' + ') : t('numbers.free')}
      </span>
      <span className={css.name}>{t('numbers.monthly')}</span>
    </div>
  );
}

function FileMenu() {
  const { t } = useTranslation();
  const { site } = useHouse();
  const [importing, dialog] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<IconChevronDown size={13} stroke={1.8} aria-hidden />}>
            CSV
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={numbersCsvUrl(site.id)}
            download
            leftSection={<IconDownload size={16} stroke={1.6} aria-hidden />}
          >
            {t('numbersFile.export')}
            <div className="dt-dim dt-small">{t('numbersFile.exportHint')}</div>
          </Menu.Item>
          <Menu.Item leftSection={<IconUpload size={16} stroke={1.6} aria-hidden />} onClick={dialog.open}>
            {t('numbersFile.import')}…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {importing && <ImportDialog onClose={dialog.close} />}
    </>
  );
}
