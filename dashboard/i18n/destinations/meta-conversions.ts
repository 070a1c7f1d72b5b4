// Words of the destination "meta-conversions".
import { PAYOUT_FAULTS } from './payout-faults.ts';
import { SERVER_EVENTS } from './server-events.ts';
import type { DestinationWords } from './words.ts';

export const metaConversions: DestinationWords = {
  en: {
    name: 'Meta (Facebook, Instagram)',
    about: 'Calls become events of the Conversions API, so that Meta learns which ads make the phone ring.',
    fields: {
      datasetId: { label: 'Dataset (pixel) id', help: 'Events Manager → Data sources: the number below its name.' },
      token: {
        label: 'Access token',
        help: 'Events Manager → your dataset → Settings → Conversions API → Generate access token.',
      },
      appSecret: { label: 'App secret', help: 'Only if your app asks for appsecret_proof.' },
      ...SERVER_EVENTS.en.fields,
    },
    reasons: SERVER_EVENTS.en.reasons,
    faults: PAYOUT_FAULTS.en,
  },
  ru: {
    name: 'Meta (Facebook, Instagram)',
    about: 'Звонки становятся событиями Conversions API: Meta узнаёт, какая реклама приводит к звонкам.',
    fields: {
      datasetId: {
        label: 'Номер набора данных (пикселя)',
        help: 'Events Manager → Источники данных: число под названием.',
      },
      token: {
        label: 'Токен доступа',
        help: 'Events Manager → ваш набор данных → Настройки → Conversions API → Создать токен доступа.',
      },
      appSecret: { label: 'Секрет приложения', help: 'Только если ваше приложение требует appsecret_proof.' },
      ...SERVER_EVENTS.ru.fields,
    },
    reasons: SERVER_EVENTS.ru.reasons,
    faults: PAYOUT_FAULTS.ru,
  },
};
