// The rooms, in the order of the navigation, with their keys: "g" then the letter. First what people open every day,
// then what ads have brought, then what is set up once and looked after.
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
  IconSend,
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
    | '/destinations'
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
    | 'destinations'
    | 'accuracy'
    | 'plan'
    | 'install'
    | 'spam'
    | 'settings';
  icon: TablerIcon;
  /** Physical key after "g", so that it works on a Russian keyboard too. */
  code: string;
  /** Stands in the bar of a phone; the others are behind "More". */
  inBar?: true;
}

export interface RoomGroup {
  /** null: what is done every day needs no title */
  title: 'ads' | 'setup' | null;
  rooms: readonly Room[];
}

export const ROOM_GROUPS: readonly RoomGroup[] = [
  {
    title: null,
    rooms: [
      { to: '/live', name: 'live', icon: IconAntennaBars5, code: 'KeyL', inBar: true },
      { to: '/calls', name: 'calls', icon: IconPhone, code: 'KeyC', inBar: true },
      { to: '/missed', name: 'missed', icon: IconPhoneX, code: 'KeyM', inBar: true },
      { to: '/team', name: 'team', icon: IconUsers, code: 'KeyT' },
      { to: '/clients', name: 'clients', icon: IconAddressBook, code: 'KeyK' },
    ],
  },
  {
    title: 'ads',
    rooms: [
      { to: '/sources', name: 'sources', icon: IconChartBar, code: 'KeyS', inBar: true },
      { to: '/accuracy', name: 'accuracy', icon: IconTargetArrow, code: 'KeyA' },
      { to: '/plan', name: 'plan', icon: IconCalculator, code: 'KeyP' },
    ],
  },
  {
    title: 'setup',
    rooms: [
      { to: '/install', name: 'install', icon: IconCode, code: 'KeyI' },
      { to: '/numbers', name: 'numbers', icon: IconDialpad, code: 'KeyN' },
      { to: '/routes', name: 'routes', icon: IconRoute, code: 'KeyR' },
      { to: '/destinations', name: 'destinations', icon: IconSend, code: 'KeyD' },
      { to: '/spam', name: 'spam', icon: IconShieldX, code: 'KeyX' },
      { to: '/settings', name: 'settings', icon: IconSettings, code: 'KeyE' },
    ],
  },
];

export const ROOMS: readonly Room[] = ROOM_GROUPS.flatMap(({ rooms }) => rooms);
