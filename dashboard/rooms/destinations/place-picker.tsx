// Chooses a place to put into a template: by words, with what it is of the call that is shown.
import { Button, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBraces, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateFilled } from '../../../src/api/wire.ts';
import css from './form.module.css';
import { PLACE_GROUPS, placeWords } from './place-words.ts';

interface PlacePickerProps {
  places: TemplateFilled['places'];
  onPick: (place: string) => void;
  compact?: boolean;
}

export function PlacePicker({ places, onPick, compact = false }: PlacePickerProps) {
  const { t } = useTranslation();
  const [opened, list] = useDisclosure(false);
  return (
    <Popover opened={opened} onChange={(open) => !open && list.close()} position="bottom-end" width={340} trapFocus>
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconBraces size={14} stroke={1.8} aria-hidden />}
          aria-label={t('destinations.form.insert')}
          onClick={list.toggle}
        >
          {compact ? '' : t('destinations.form.insert')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={t('destinations.form.insert')}>
        <Places
          places={places}
          onPick={(place) => {
            list.close();
            onPick(place);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Places({ places, onPick }: Omit<PlacePickerProps, 'compact'>) {
  const { t } = useTranslation();
  const [sought, setSought] = useState('');
  const values = new Map(places.map(({ name, value }) => [name, value]));
  const named = places.map(({ name }) => name).filter((name) => name.includes(':'));
  const isFound = (name: string) =>
    `${name} ${placeWords(name, t)}`.toLowerCase().includes(sought.trim().toLowerCase());
  const groups = PLACE_GROUPS.map(({ group, places: own }) => ({
    group,
    names: [...own, ...(group === 'source' ? named : [])].filter(isFound),
  })).filter(({ names }) => names.length > 0);
  return (
    <>
      <TextInput
        size="xs"
        aria-label={t('destinations.form.insertSearch')}
        placeholder={t('destinations.form.insertSearch')}
        leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        data-autofocus
      />
      <div className={css.places}>
        {groups.length === 0 && <p className="dt-dim">{t('destinations.form.insertNone')}</p>}
        {groups.map(({ group, names }) => (
          <section key={group}>
            <h4>{t(`destinations.placeGroup.${group}`)}</h4>
            {names.map((name) => (
              <button key={name} type="button" onClick={() => onPick(name)}>
                <span>{placeWords(name, t)}</span>
                <code>{`{${name}}`}</code>
                <Value value={values.get(name)} />
              </button>
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

/** Undefined: there is no call to show it on. */
function Value({ value }: { value: string | null | undefined }) {
  const { t } = useTranslation();
  if (value === undefined) return null;
  return <small data-none={value === null || undefined}>{value ?? t('destinations.form.notKnown')}</small>;
}
