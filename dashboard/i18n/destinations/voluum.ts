// Words of the destination "voluum".
import { trackerWords } from './trackers.ts';

export const voluum = trackerWords({
  en: {
    name: 'Voluum',
    about: 'Calls become conversions in Voluum; a hold is kept here, and what is approved goes out.',
    fields: {
      address: { label: 'Tracking domain', help: 'https:// and your tracking domain, without /postback.' },
      eventType: {
        label: 'Custom conversion (et)',
        help: 'As it is called in Voluum; empty: the ordinary conversion.',
      },
      duplicates: {
        label: 'The network’s settings accept duplicates',
        help: 'Then a repeated postback counts once more: what may have arrived waits for you.',
      },
    },
  },
  ru: {
    name: 'Voluum',
    about: 'Звонки становятся конверсиями в Voluum; холд выдерживаем здесь и отправляем подтверждённое.',
    fields: {
      address: { label: 'Трекинговый домен', help: 'https:// и ваш трекинговый домен, без /postback.' },
      eventType: { label: 'Своя конверсия (et)', help: 'Как она названа в Voluum; пусто — обычная конверсия.' },
      duplicates: {
        label: 'В настройках сети разрешены дубликаты',
        help: 'Тогда повторный постбек засчитается ещё раз: то, что могло дойти, ждёт вас.',
      },
    },
  },
});
