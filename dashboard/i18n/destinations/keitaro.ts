// Words of the destination "keitaro".
import { trackerWords } from './trackers.ts';

export const keitaro = trackerWords({
  en: {
    name: 'Keitaro',
    about: 'Calls become conversions in Keitaro: lead while on hold, sale when approved, rejected when it was spam.',
    fields: {
      address: { label: 'Tracker’s address', help: 'https:// and the domain of your tracker.' },
      key: { label: 'Postback key', help: 'The word between the domain and /postback in Maintenance → Postback URL.' },
    },
  },
  ru: {
    name: 'Keitaro',
    about:
      'Звонки становятся конверсиями в Keitaro: lead в холде, sale после подтверждения, rejected, если это был спам.',
    fields: {
      address: { label: 'Адрес трекера', help: 'https:// и домен вашего трекера.' },
      key: { label: 'Ключ постбека', help: 'Слово между доменом и /postback в разделе «Обслуживание → Postback URL».' },
    },
  },
});
