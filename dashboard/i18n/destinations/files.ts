// Words of the destination "files".
import type { DestinationWords } from './words.ts';

export const files: DestinationWords = {
  en: {
    name: 'Files of each day',
    about:
      'Every night the day’s calls, visits, deals and spend become files, for a spreadsheet, a BI tool or your own store. Days that changed since are written anew.',
    fields: {
      place: { label: 'Where to' },
      format: { label: 'Format' },
      calls: { label: 'Calls' },
      visits: { label: 'Visits' },
      deals: { label: 'Deals' },
      spend: { label: 'Spend' },
      daysAgain: {
        label: 'Days written anew',
        help: 'Corrections and late answers change days that are over: so many before the last one are written again each night.',
      },
      endpoint: { label: 'Address of the store', help: 'Without the bucket’s name.' },
      region: { label: 'Region' },
      bucket: { label: 'Bucket' },
      prefix: { label: 'Folder in the bucket', help: 'Put in front of each file’s name; end it with a slash.' },
      keyId: { label: 'Key’s id' },
      secret: { label: 'Key’s secret', help: 'The key needs the right to write objects, nothing more.' },
      pathStyle: {
        label: 'Bucket in the path',
        help: 'For MinIO and other stores without a host name for each bucket.',
      },
    },
    options: {
      place: { disk: 'This machine’s disk (files/ in the data folder)', s3: 'A store that speaks S3' },
      format: { csv: 'CSV, commas', 'csv-semicolon': 'CSV, semicolons (Excel in Russian)', parquet: 'Parquet' },
    },
    reasons: {
      'nothing-chosen': 'No kind of lines is chosen. Choose calls, visits, deals or spend.',
      'no-bucket': 'The store knows no such bucket. Make it there, or mend its name here.',
      'disk-full': 'There is no room on this machine’s disk. It is tried again; make room.',
      'not-writable': 'The folder can’t be written to. Give the user that Dialtrace runs as the right to write there.',
    },
  },
  ru: {
    name: 'Файлы за каждый день',
    about:
      'Каждую ночь звонки, визиты, сделки и расходы дня становятся файлами — для таблицы, BI или вашего хранилища. Дни, изменившиеся с тех пор, записываются заново.',
    fields: {
      place: { label: 'Куда' },
      format: { label: 'Формат' },
      calls: { label: 'Звонки' },
      visits: { label: 'Визиты' },
      deals: { label: 'Сделки' },
      spend: { label: 'Расходы' },
      daysAgain: {
        label: 'Сколько дней записывать заново',
        help: 'Правки и поздние ответы меняют прошедшие дни: столько дней перед последним записываются заново каждую ночь.',
      },
      endpoint: { label: 'Адрес хранилища', help: 'Без имени бакета.' },
      region: { label: 'Регион' },
      bucket: { label: 'Бакет' },
      prefix: { label: 'Папка в бакете', help: 'Ставится перед именем каждого файла; в конце — косая черта.' },
      keyId: { label: 'Идентификатор ключа' },
      secret: { label: 'Секрет ключа', help: 'Ключу достаточно права записывать объекты.' },
      pathStyle: { label: 'Бакет в пути', help: 'Для MinIO и других хранилищ, где у бакета нет своего имени хоста.' },
    },
    options: {
      place: { disk: 'Диск этой машины (files/ в папке данных)', s3: 'Хранилище S3' },
      format: { csv: 'CSV, запятые', 'csv-semicolon': 'CSV, точки с запятой (русский Excel)', parquet: 'Parquet' },
    },
    reasons: {
      'nothing-chosen': 'Не выбрано, что записывать. Отметьте звонки, визиты, сделки или расходы.',
      'no-bucket': 'Такого бакета в хранилище нет. Создайте его там или исправьте имя здесь.',
      'disk-full': 'На диске этой машины нет места. Попытки продолжатся; освободите место.',
      'not-writable': 'В папку нельзя писать. Дайте право записи пользователю, под которым работает Dialtrace.',
    },
  },
};
