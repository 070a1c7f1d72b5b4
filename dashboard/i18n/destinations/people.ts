// Words that all destinations for people have in common: language, words of one's own, quiet hours.
import type { FieldWords } from './words.ts';

type Common = {
  fields: Record<string, FieldWords>;
  options: Record<string, Record<string, string>>;
  reasons: Record<string, string>;
};

const templates = {
  en: {
    missedTemplate: {
      label: 'Words for missed calls',
      help: 'Instead of ours. Phones, times and channels are written as people read them. Empty: ours.',
    },
    template: {
      label: 'Words for other calls',
      help: 'Instead of ours, for calls that ring, were answered, or are told again. Empty: ours.',
    },
  },
  ru: {
    missedTemplate: {
      label: 'Текст о пропущенном звонке',
      help: 'Вместо нашего. Телефоны, время и каналы пишутся так, как их читают люди. Пусто – наш текст.',
    },
    template: {
      label: 'Текст об остальных звонках',
      help: 'Вместо нашего: о звонящих, принятых и уточнённых звонках. Пусто – наш текст.',
    },
  },
};

export const peopleEn: Common = {
  fields: {
    language: { label: 'Language of the messages' },
    ...templates.en,
    quietFrom: {
      label: 'Quiet from',
      help: 'By the site’s clock. What comes up in quiet hours is told when they end.',
    },
    quietTo: { label: 'Quiet until' },
    quietPasses: { label: 'May disturb in quiet hours' },
    dayAt: { label: 'The day’s summary at', help: 'By the site’s clock, on the next morning.' },
  },
  options: {
    language: { en: 'English', ru: 'Русский' },
    quietPasses: { nothing: 'Nothing', 'vip-missed': 'Missed calls of VIP clients', missed: 'Every missed call' },
  },
  reasons: {
    'quiet-hours': 'Quiet hours: what can wait is told when they end, that somebody rings at this moment is not.',
    'time-of-day': 'The summary waits for the hour that is set for it.',
    'nothing-to-tell': 'It was over before anybody was told, so there is nothing to say.',
  },
};

export const peopleRu: Common = {
  fields: {
    language: { label: 'Язык сообщений' },
    ...templates.ru,
    quietFrom: {
      label: 'Не беспокоить с',
      help: 'По часам сайта. Что случится в это время, придёт, когда оно кончится.',
    },
    quietTo: { label: 'Не беспокоить до' },
    quietPasses: { label: 'Можно побеспокоить ради' },
    dayAt: { label: 'Итоги дня присылать в', help: 'По часам сайта, наутро.' },
  },
  options: {
    language: { en: 'English', ru: 'Русский' },
    quietPasses: {
      nothing: 'Ничего',
      'vip-missed': 'Пропущенного звонка VIP-клиента',
      missed: 'Любого пропущенного звонка',
    },
  },
  reasons: {
    'quiet-hours':
      'Тихие часы: что может подождать, придёт после них; о том, что кто-то звонит прямо сейчас, не сообщаем.',
    'time-of-day': 'Итоги ждут часа, на который назначены.',
    'nothing-to-tell': 'Всё закончилось раньше, чем о нём успели сообщить: говорить не о чем.',
  },
};
