// Words of the destination "tiktok-events".
import { PAYOUT_FAULTS } from './payout-faults.ts';
import { SERVER_EVENTS } from './server-events.ts';
import type { DestinationWords } from './words.ts';

export const tiktokEvents: DestinationWords = {
  en: {
    name: 'TikTok',
    about: 'Calls become events of the Events API, so that TikTok learns which ads make the phone ring.',
    fields: {
      eventSource: { label: 'Kind of event set' },
      eventSourceId: { label: 'Id of the pixel or event set', help: 'Events Manager: the id below its name.' },
      token: {
        label: 'Access token',
        help: 'Events Manager → your event set → Settings → Events API → Generate access token.',
      },
      ...SERVER_EVENTS.en.fields,
    },
    options: { eventSource: { offline: 'Offline event set', web: 'Web pixel', crm: 'CRM event set' } },
    reasons: SERVER_EVENTS.en.reasons,
    faults: PAYOUT_FAULTS.en,
  },
  ru: {
    name: 'TikTok',
    about: 'Звонки становятся событиями Events API: TikTok узнаёт, какая реклама приводит к звонкам.',
    fields: {
      eventSource: { label: 'Вид источника событий' },
      eventSourceId: { label: 'Id пикселя или набора событий', help: 'Events Manager: id под названием.' },
      token: {
        label: 'Токен доступа',
        help: 'Events Manager → ваш набор событий → Settings → Events API → Generate access token.',
      },
      ...SERVER_EVENTS.ru.fields,
    },
    options: { eventSource: { offline: 'Офлайн-события', web: 'Пиксель сайта', crm: 'События CRM' } },
    reasons: SERVER_EVENTS.ru.reasons,
    faults: PAYOUT_FAULTS.ru,
  },
};
