// Words of the destination "yandex-metrica-calls".
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

export const yandexMetricaCalls: DestinationWords = {
  en: {
    name: 'Yandex.Metrica: calls',
    about:
      'Calls in the reports of Metrica, tied to visits, with a goal that Yandex.Direct learns from. Nothing else is needed for Direct.',
    fields: {
      ...COUNTER.en,
      ...ACCESS.en,
      goalName: {
        label: 'Name of the goal',
        help: 'Metrica makes the goal at the first upload if there is none for calls yet. For target calls alone add this destination once more, with a filter and another name.',
      },
      tag: { label: 'Tag', help: 'A label in the report “Calls, in detail”; goals of the type “Call” can ask for it.' },
      ...VISITOR.en,
      phone: { label: 'Phone in the report' },
      withoutVisitor: { label: 'Calls of unknown visitors' },
    },
    options: {
      ...ACCESS_OPTIONS.en,
      phone: { number: 'The tracking number', caller: 'The caller’s number', none: 'None' },
      withoutVisitor: {
        skip: 'Are not told',
        'as-static': 'As calls to a static number: in the report of calls only',
      },
    },
    reasons: { ...METRICA_REASONS.en, ...UPLOAD_REASONS.en, ...VISITOR_REASONS.en },
  },
  ru: {
    name: 'Яндекс Метрика: звонки',
    about:
      'Звонки в отчётах Метрики, привязанные к визитам, и цель, по которой учится Яндекс Директ. Больше для Директа ничего не нужно.',
    fields: {
      ...COUNTER.ru,
      ...ACCESS.ru,
      goalName: {
        label: 'Название цели',
        help: 'Если цели для звонков ещё нет, Метрика создаст её при первой загрузке. Чтобы отдельно считать целевые звонки, подключите Метрику ещё раз с фильтром и другим названием.',
      },
      tag: { label: 'Метка', help: 'Видна в отчёте «Звонки, детально»; по ней можно настроить цель типа «Звонок».' },
      ...VISITOR.ru,
      phone: { label: 'Телефон в отчёте' },
      withoutVisitor: { label: 'Звонки неизвестных посетителей' },
    },
    options: {
      ...ACCESS_OPTIONS.ru,
      phone: { number: 'Подменный номер', caller: 'Номер звонящего', none: 'Не передавать' },
      withoutVisitor: {
        skip: 'Не передавать',
        'as-static': 'Как звонки на статический номер: только в отчёт по звонкам',
      },
    },
    reasons: { ...METRICA_REASONS.ru, ...UPLOAD_REASONS.ru, ...VISITOR_REASONS.ru },
  },
};
