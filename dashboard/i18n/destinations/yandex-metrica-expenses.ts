// Words of the destination "yandex-metrica-expenses".
import type { DestinationWords } from './words.ts';
import { ACCESS, ACCESS_OPTIONS, COUNTER, METRICA_REASONS, UPLOAD_REASONS } from './yandex/access.ts';

export const yandexMetricaExpenses: DestinationWords = {
  en: {
    name: 'Yandex.Metrica: ad costs',
    about: 'What ads outside Yandex.Direct cost, by day and UTM marks, so that Metrica counts what a client costs.',
    fields: {
      ...COUNTER.en,
      ...ACCESS.en,
      without: {
        label: 'Sources left out',
        help: 'One a line, as in utm_source. Direct’s costs come to Metrica by themselves and would be doubled.',
      },
      vat: {
        label: 'VAT, %',
        help: 'Metrica wants costs without VAT: it is taken off where the teller says that it is included.',
      },
    },
    options: ACCESS_OPTIONS.en,
    reasons: {
      ...METRICA_REASONS.en,
      'being-read': UPLOAD_REASONS.en['being-read'],
      'never-read': UPLOAD_REASONS.en['never-read'],
      'another-first': 'Other days are being told; one after another, so that nothing is counted twice.',
      'no-days': 'It is not said which days it is about.',
    },
  },
  ru: {
    name: 'Яндекс Метрика: расходы',
    about: 'Сколько стоила реклама вне Директа, по дням и UTM-меткам, чтобы Метрика считала стоимость клиента.',
    fields: {
      ...COUNTER.ru,
      ...ACCESS.ru,
      without: {
        label: 'Кроме источников',
        help: 'По одному в строке, как в utm_source. Расходы Директа Метрика получает сама, иначе они удвоятся.',
      },
      vat: {
        label: 'НДС, %',
        help: 'Метрике нужны расходы без НДС: он вычитается там, где сказано, что он включён.',
      },
    },
    options: ACCESS_OPTIONS.ru,
    reasons: {
      ...METRICA_REASONS.ru,
      'being-read': UPLOAD_REASONS.ru['being-read'],
      'never-read': UPLOAD_REASONS.ru['never-read'],
      'another-first': 'Передаются другие дни; по очереди, чтобы ничего не посчиталось дважды.',
      'no-days': 'Не сказано, о каких днях речь.',
    },
  },
};
