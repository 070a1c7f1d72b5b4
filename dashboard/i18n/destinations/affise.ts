// Words of the destination "affise".
import { NETWORK_REASONS, trackerWords } from './trackers.ts';

export const affise = trackerWords({
  en: {
    name: 'Affise',
    about: 'The network hears of each call as a conversion, pending while on hold, then approved or declined.',
    fields: {
      address: {
        label: 'Network’s tracking domain',
        help: 'https:// and the domain of the postback address, without /postback.',
      },
      goal: { label: 'Goal', help: 'Number or name of the goal; empty: the first one.' },
      secure: { label: 'Secure code', help: 'The parameter “secure” of your postback address, if it has one.' },
      holdAs: { label: 'Status while on hold' },
    },
    options: {
      holdAs: { '2': '2: pending', '5': '5: on hold' },
    },
    reasons: NETWORK_REASONS.en,
  },
  ru: {
    name: 'Affise',
    about: 'Сеть узнаёт о каждом звонке как о конверсии: в холде — pending, потом подтверждена или отклонена.',
    fields: {
      address: { label: 'Трекинговый домен сети', help: 'https:// и домен из адреса постбека, без /postback.' },
      goal: { label: 'Цель', help: 'Номер или имя цели; пусто — первая.' },
      secure: { label: 'Код secure', help: 'Параметр secure вашего адреса постбека, если он есть.' },
      holdAs: { label: 'Статус в холде' },
    },
    options: {
      holdAs: { '2': '2: pending', '5': '5: hold' },
    },
    reasons: NETWORK_REASONS.ru,
  },
});
