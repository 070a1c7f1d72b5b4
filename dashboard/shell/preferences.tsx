// Language and theme: chosen here, kept in this browser.
import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language } from '../i18n/start.ts';
import { useLanguage } from './house-facts.ts';

export function LanguageSwitch() {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('pref.language')}
      value={useLanguage()}
      onChange={(language) => void chooseLanguage(language as Language)}
      data={[
        { value: 'en', label: 'English' },
        { value: 'ru', label: 'Русский' },
      ]}
    />
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label={t('pref.theme')}
      value={colorScheme}
      onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
      data={[
        { value: 'light', label: t('pref.light') },
        { value: 'dark', label: t('pref.dark') },
        { value: 'auto', label: t('pref.auto') },
      ]}
    />
  );
}
