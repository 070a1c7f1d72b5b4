// Words of the destination "redtrack".
import { trackerWords } from './trackers.ts';

export const redtrack = trackerWords({
  en: {
    name: 'RedTrack',
    about: 'Calls become conversions in RedTrack, known by the call’s id.',
    fields: {
      address: { label: 'Tracking domain', help: 'https:// and your tracking domain, without /postback.' },
      eventType: {
        label: 'Conversion type',
        help: 'Exactly as in Tools → Conversion tracking → Conversion type; empty: the default one.',
      },
      duplicates: {
        label: 'Duplicate postback mode',
        help: 'As it is chosen in RedTrack for this offer source or conversion type.',
      },
      statuses: {
        label: 'Send statuses',
        help: 'pending, approved, declined. For offer sources that track by status; not for channels connected by API.',
      },
    },
    options: {
      duplicates: {
        'by-event-id': 'Ignore duplicates by event id',
        ignore: 'Ignore duplicates',
        edit: 'Edit with new data',
        'new': 'Create a new conversion',
        increment: 'Keep data, increment payout',
      },
    },
  },
  ru: {
    name: 'RedTrack',
    about: 'Звонки становятся конверсиями в RedTrack и узнаются по id звонка.',
    fields: {
      address: { label: 'Трекинговый домен', help: 'https:// и ваш трекинговый домен, без /postback.' },
      eventType: {
        label: 'Тип конверсии',
        help: 'Точно как в Tools → Conversion tracking → Conversion type; пусто — обычная.',
      },
      duplicates: {
        label: 'Режим дубликатов',
        help: 'Как выбрано в RedTrack для этого источника офферов или типа конверсии.',
      },
      statuses: {
        label: 'Передавать статусы',
        help: 'pending, approved, declined. Для источников, которые считают по статусам; не для каналов, подключённых по API.',
      },
    },
    options: {
      duplicates: {
        'by-event-id': 'Пропускать дубликаты по event id',
        ignore: 'Пропускать дубликаты',
        edit: 'Изменять новыми данными',
        'new': 'Создавать новую конверсию',
        increment: 'Оставлять данные, прибавлять выплату',
      },
    },
  },
});
