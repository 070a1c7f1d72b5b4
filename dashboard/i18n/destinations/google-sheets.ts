// Words of the destination "google-sheets".
import { googleAccess } from './google-access.ts';
import type { DestinationWords } from './words.ts';

export const googleSheets: DestinationWords = {
  en: {
    name: 'Google Sheets',
    about:
      'Every call is a row in your spreadsheet within a minute, and the row is corrected when the call turns out otherwise. Sort it, add columns of your own: they stay.',
    fields: {
      ...googleAccess.en.fields,
      spreadsheet: {
        label: 'Spreadsheet',
        help: 'Its address. Share it for editing with the e-mail of the service account (client_email in the file).',
      },
      sheet: { label: 'Sheet', help: 'The tab below. It is made if there is none.' },
      headings: { label: 'Headings', help: 'Of the columns that we make.' },
      columns: {
        label: 'Columns',
        help: 'Heading → what stands there. Empty: our usual columns. {card_url}, {recording_url} and {spam} are there, too. Headings may be moved, not renamed.',
      },
    },
    options: { ...googleAccess.en.options, headings: { en: 'English', ru: 'Russian' } },
    reasons: {
      ...googleAccess.en.reasons,
      'not-over': 'The call is not over yet: it gets its row when it is.',
      'nothing-to-tell': 'This is about no call, so it has no row.',
      'row-removed': 'Somebody removed the row of this call: it is not written again.',
      'looked-for-soon':
        'The answer to the last try was lost, so the row may stand there already. In three minutes we look for it before anything is written again.',
      'no-such-spreadsheet': 'There is no such spreadsheet. Check its address.',
      'refused-by-google': 'Google Sheets refuses to write, for the reason given. Mend the spreadsheet, then resume.',
    },
  },
  ru: {
    name: 'Google Таблицы',
    about:
      'Каждый звонок через минуту становится строкой вашей таблицы, а если он оказался другим, строка исправляется. Сортируйте, добавляйте свои столбцы — они останутся.',
    fields: {
      ...googleAccess.ru.fields,
      spreadsheet: {
        label: 'Таблица',
        help: 'Её адрес. Откройте доступ на редактирование адресу сервисного аккаунта (client_email в файле).',
      },
      sheet: { label: 'Лист', help: 'Вкладка внизу. Если такой нет, она появится.' },
      headings: { label: 'Заголовки', help: 'Столбцов, которые создаём мы.' },
      columns: {
        label: 'Столбцы',
        help: 'Заголовок → что в нём стоит. Если пусто, будут наши обычные столбцы. Есть ещё {card_url}, {recording_url} и {spam}. Столбцы можно переставлять, но не переименовывать.',
      },
    },
    options: { ...googleAccess.ru.options, headings: { en: 'По-английски', ru: 'По-русски' } },
    reasons: {
      ...googleAccess.ru.reasons,
      'not-over': 'Звонок ещё идёт: строка появится, когда он закончится.',
      'nothing-to-tell': 'Это не о звонке, поэтому строки для него нет.',
      'row-removed': 'Строку этого звонка кто-то удалил: снова мы её не пишем.',
      'looked-for-soon':
        'Ответ на прошлую попытку потерялся, и строка, возможно, уже на месте. Через три минуты поищем её и только потом будем писать.',
      'no-such-spreadsheet': 'Такой таблицы нет. Проверьте адрес.',
      'refused-by-google':
        'Google Таблицы не дают записать по названной причине. Исправьте таблицу и возобновите отправку.',
    },
  },
};
