// The rooms, in the order of the navigation, with their keys: "g" then the letter.
import {
  IconAddressBook,
  IconAntennaBars5,
  IconCalculator,
  IconChartBar,
  IconCode,
  IconDialpad,
  IconPhone,
  IconPhoneX,
  IconRoute,
  IconSettings,
  IconShieldX,
  IconTargetArrow,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';

export interface Room {
  to:
    | '/live'
    | '/calls'
    | '/missed'
    | '/clients'
    | '/team'
    | '/sources'
    | '/numbers'
    | '/routes'
    | '/accuracy'
    | '/plan'
    | '/install'
    | '/spam'
    | '/settings';
  name:
    | 'live'
    | 'calls'
    | 'missed'
    | 'clients'
    | 'team'
    | 'sources'
    | 'numbers'
    | 'routes'
    | 'accuracy'
    | 'plan'
    | 'install'
    | 'spam'
    | 'settings';
  icon: TablerIcon;
  /** Physical key after "g", so that it works on a Russian keyboard too. */
  code: string;
}

export const ROOMS: readonly Room[] = [
  { to: '/live', name: 'live', icon: IconAntennaBars5, code: 'KeyL' },
  { to: '/calls', name: 'calls', icon: IconPhone, code: 'KeyC' },
  { to: '/missed', name: 'missed', icon: IconPhoneX, code: 'KeyM' },
  { to: '/sources', name: 'sources', icon: IconChartBar, code: 'KeyS' },
  { to: '/numbers', name: 'numbers', icon: IconDialpad, code: 'KeyN' },
  { to: '/routes', name: 'routes', icon: IconRoute, code: 'KeyR' },
  { to: '/team', name: 'team', icon: IconUsers, code: 'KeyT' },
  { to: '/clients', name: 'clients', icon: IconAddressBook, code: 'KeyK' },
  { to: '/accuracy', name: 'accuracy', icon: IconTargetArrow, code: 'KeyA' },
  { to: '/plan', name: 'plan', icon: IconCalculator, code: 'KeyP' },
  { to: '/install', name: 'install', icon: IconCode, code: 'KeyI' },
  { to: '/spam', name: 'spam', icon: IconShieldX, code: 'KeyX' },
  { to: '/settings', name: 'settings', icon: IconSettings, code: 'KeyE' },
];
