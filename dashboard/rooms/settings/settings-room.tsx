// Settings: this site, its recordings, API keys, language and look.
import { useTranslation } from 'react-i18next';
import { Panel, RoomHead, useRoomTitle } from '../../parts/room.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../shell/preferences.tsx';
import { ErasePanel } from '../recordings/erase-panel.tsx';
import { RulesPanel } from '../recordings/rules-panel.tsx';
import { StorePanel } from '../recordings/store-panel.tsx';
import { ApiKeys } from './api-keys.tsx';
import css from './settings-room.module.css';
import { SiteForm } from './site-form.tsx';

export function SettingsRoom() {
  const { t } = useTranslation();
  useRoomTitle(t('settings.title'));
  return (
    <div className={css.room}>
      <RoomHead title={t('settings.title')} />
      <SiteForm />
      <RulesPanel />
      <StorePanel />
      <ErasePanel />
      <ApiKeys />
      <Panel id="look" title={t('settings.look.title')} hint={t('pref.kept')}>
        <div className={css.look}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </Panel>
    </div>
  );
}
