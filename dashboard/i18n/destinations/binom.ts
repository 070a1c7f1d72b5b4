// Words of the destination "binom".
import { trackerWords, WORDS_FIELDS } from './trackers.ts';

export const binom = trackerWords({
  en: {
    name: 'Binom',
    about: 'Calls become conversions in Binom, with payout and a status that follows the call.',
    fields: {
      ...WORDS_FIELDS.en,
      address: {
        label: 'Postback address',
        help: 'Copy it from Binom up to the question mark: …/click.php (version 1) or …/click (version 2).',
      },
      key: { label: 'Update key', help: 'Only if updates of clicks are protected by upd_key.' },
      upsell: {
        label: 'The offer has Upsell on',
        help: 'Then a repeated postback counts once more: what may have arrived waits for you, and nothing is updated.',
      },
    },
  },
  ru: {
    name: 'Binom',
    about: 'Звонки становятся конверсиями в Binom — с выплатой и статусом, который меняется вместе со звонком.',
    fields: {
      ...WORDS_FIELDS.ru,
      address: {
        label: 'Адрес постбека',
        help: 'Скопируйте из Binom до вопросительного знака: …/click.php (версия 1) или …/click (версия 2).',
      },
      key: { label: 'Ключ обновления', help: 'Только если обновление кликов защищено ключом upd_key.' },
      upsell: {
        label: 'В оффере включён Upsell',
        help: 'Тогда повторный постбек засчитается ещё раз: то, что могло дойти, ждёт вас, и ничего не обновляется.',
      },
    },
  },
});
