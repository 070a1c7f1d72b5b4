// Words of the destination "yandex-metrica-conversions".
import type { DestinationWords } from './words.ts';
import {
  ACCESS,
  ACCESS_OPTIONS,
  COUNTER,
  METRICA_REASONS,
  UPLOAD_REASONS,
  VISITOR,
  VISITOR_REASONS,
} from './yandex/access.ts';

export const yandexMetricaConversions: DestinationWords = {
  en: {
    name: 'Yandex.Metrica: offline conversions',
    about:
      'A goal of your own is reached when a call turns out good or its deal is won. Yandex.Direct can be led by it.',
    fields: {
      ...COUNTER.en,
      ...ACCESS.en,
      goal: {
        label: 'Id of the goal',
        help: 'Metrica, Goals: type “JavaScript event”, condition “matches”; the id stands in the condition.',
      },
      dealStatus: { label: 'Which deals', help: 'If deals are told.' },
      ...VISITOR.en,
    },
    options: {
      ...ACCESS_OPTIONS.en,
      dealStatus: { won: 'Won', open: 'In progress', lost: 'Lost', any: 'All: once each' },
    },
    reasons: {
      ...METRICA_REASONS.en,
      ...UPLOAD_REASONS.en,
      ...VISITOR_REASONS.en,
      'other-status': 'The deal stands otherwise than those that are told.',
      'no-call': 'The deal came of no call that we know.',
      'goal-missing': 'The counter has no goal with this id. Create it: type “JavaScript event”, condition “matches”.',
      'goal-not-exact': 'The goal has another condition. Change it to “matches”: Metrica ties conversions to no other.',
    },
  },
  ru: {
    name: 'Яндекс Метрика: офлайн-конверсии',
    about:
      'Ваша цель достигается, когда звонок оказался хорошим или сделка выиграна. По ней может учиться Яндекс Директ.',
    fields: {
      ...COUNTER.ru,
      ...ACCESS.ru,
      goal: {
        label: 'Идентификатор цели',
        help: 'Метрика, «Цели»: тип «JavaScript-событие», условие «совпадает»; идентификатор указан в условии.',
      },
      dealStatus: { label: 'Какие сделки', help: 'Если передаются сделки.' },
      ...VISITOR.ru,
    },
    options: {
      ...ACCESS_OPTIONS.ru,
      dealStatus: { won: 'Выигранные', open: 'В работе', lost: 'Проигранные', any: 'Все, по одному разу' },
    },
    reasons: {
      ...METRICA_REASONS.ru,
      ...UPLOAD_REASONS.ru,
      ...VISITOR_REASONS.ru,
      'other-status': 'Сделка сейчас в другом состоянии, чем те, что передаются.',
      'no-call': 'У сделки нет известного нам звонка.',
      'goal-missing':
        'У счётчика нет цели с таким идентификатором. Создайте её: тип «JavaScript-событие», условие «совпадает».',
      'goal-not-exact':
        'У цели другое условие. Поменяйте его на «совпадает»: с другими Метрика конверсии не связывает.',
    },
  },
};
