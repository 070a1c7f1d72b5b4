// Filters as small chips: a choice, or on and off. An active one is coloured and has its own cross.
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconX } from '@tabler/icons-react';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import css from './chips.module.css';

interface ChipProps {
  /** What is filtered by: Status. */
  label: string;
  /** What is chosen: Missed. Undefined: nothing. */
  value?: string | undefined;
  icon?: ReactNode;
  onClear?: (() => void) | undefined;
  ref?: Ref<HTMLButtonElement>;
  /** Given by Menu.Target; the face keeps its own class beside it. */
  className?: string;
}

/** The face of a filter that opens something; used inside Menu.Target or Popover.Target. */
export function Chip({ label, value, icon, onClear, ref, className, ...rest }: ChipProps) {
  const { t } = useTranslation();
  const active = value !== undefined;
  return (
    <span className={css.chip} data-active={(active && onClear !== undefined) || undefined}>
      <button type="button" ref={ref} {...rest} className={[css.face, className].join(' ')}>
        {icon}
        <span className={css.text}>{active ? value : label}</span>
        {!(active && onClear) && <IconChevronDown size={13} stroke={1.8} className={css.arrow ?? ''} aria-hidden />}
      </button>
      {active && onClear && (
        <button type="button" className={css.cross} onClick={onClear} aria-label={t('calls.filter.remove', { label })}>
          <IconX size={13} stroke={2} aria-hidden />
        </button>
      )}
    </span>
  );
}

interface ChoiceChipProps {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

export function ChoiceChip({ label, value, options, onChange }: ChoiceChipProps) {
  const chosen = value === undefined ? undefined : (options.find((one) => one.value === value)?.label ?? value);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Chip label={label} value={chosen} onClear={() => onChange(undefined)} />
      </Menu.Target>
      <Menu.Dropdown>
        {options.map((one) => (
          <Menu.Item
            key={one.value}
            rightSection={one.value === value ? <IconCheck size={15} stroke={1.8} aria-hidden /> : null}
            onClick={() => onChange(one.value === value ? undefined : one.value)}
          >
            {one.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ToggleChipProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function ToggleChip({ label, on, onChange }: ToggleChipProps) {
  return (
    <span className={css.chip} data-active={on || undefined}>
      <button type="button" className={css.face} aria-pressed={on} onClick={() => onChange(!on)}>
        {label}
        {on && <IconX size={13} stroke={2} aria-hidden />}
      </button>
    </span>
  );
}
