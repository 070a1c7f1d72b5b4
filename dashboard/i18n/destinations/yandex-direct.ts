// Words of the destination "yandex-direct".
import type { DestinationWords } from './words.ts';
import { ACCESS, ACCESS_OPTIONS } from './yandex/access.ts';

export const yandexDirect: DestinationWords = {
  en: {
    name: 'Yandex.Direct: what ads cost',
    about:
      'What Direct’s ads cost comes in every six hours, by keyword. Direct learns from calls through Metrica: connect “Yandex.Metrica: calls” and choose its goal in the campaign.',
    fields: {
      ...ACCESS.en,
      login: { label: 'Login of the advertiser', help: 'Needed where the token is an agency’s.' },
      detail: { label: 'How fine' },
      campaignBy: {
        label: 'Campaigns are named by',
        help: 'As in the links of your ads: utm_campaign={campaign_id} or {campaign_name_lat}.',
      },
      currency: { label: 'Currency of the account', help: 'Direct’s reports do not name it.' },
      vat: { label: 'Costs' },
    },
    options: {
      ...ACCESS_OPTIONS.en,
      detail: { keywords: 'By keyword', ads: 'By ad', campaigns: 'By campaign' },
      campaignBy: { id: 'Their number', name: 'Their name' },
      vat: { without: 'Without VAT', with: 'With VAT' },
    },
    reasons: {
      'no-right': 'The token may not see this advertiser. Check the login, and whether its owner has given access.',
      'not-approved':
        'Yandex has not approved the application for the Direct API yet: Direct, Tools, API, My applications.',
      'no-points': 'The points of the Direct API are used up for now; tried again in an hour.',
      'queue-full': 'Five reports are being made already; tried again in a few minutes.',
      'being-made': 'Direct is making the report.',
      'too-large': 'Even a single day is too large a report. Choose campaigns or ads instead of keywords.',
      invalid: 'Direct does not take the request; its own words say why.',
      'other-currency': 'The account has another currency. Write it into the form.',
      'through-metrica': 'Direct is told of calls through Metrica.',
      'other-columns': 'The report has other columns than it should. Please tell us.',
    },
  },
  ru: {
    name: 'Яндекс Директ: расходы',
    about:
      'Расходы Директа приходят каждые шесть часов, до ключевой фразы. О звонках Директ узнаёт через Метрику: подключите «Яндекс Метрика: звонки» и выберите её цель в кампании.',
    fields: {
      ...ACCESS.ru,
      login: { label: 'Логин рекламодателя', help: 'Нужен, если токен агентский.' },
      detail: { label: 'Насколько подробно' },
      campaignBy: {
        label: 'Кампании названы',
        help: 'Как в ссылках объявлений: utm_campaign={campaign_id} или {campaign_name_lat}.',
      },
      currency: { label: 'Валюта аккаунта', help: 'В отчётах Директа её нет.' },
      vat: { label: 'Расходы' },
    },
    options: {
      ...ACCESS_OPTIONS.ru,
      detail: { keywords: 'По фразам', ads: 'По объявлениям', campaigns: 'По кампаниям' },
      campaignBy: { id: 'номером', name: 'названием' },
      vat: { without: 'без НДС', with: 'с НДС' },
    },
    reasons: {
      'no-right': 'Токену не виден этот рекламодатель. Проверьте логин и дал ли владелец доступ.',
      'not-approved': 'Яндекс ещё не одобрил приложение для API Директа: Директ, «Инструменты», «API», «Мои заявки».',
      'no-points': 'Баллы API Директа пока кончились, попробуем через час.',
      'queue-full': 'Уже строятся пять отчётов, попробуем через несколько минут.',
      'being-made': 'Директ строит отчёт.',
      'too-large': 'Слишком велик даже отчёт за день. Выберите кампании или объявления вместо фраз.',
      invalid: 'Директ не принимает запрос; почему – в его собственном ответе.',
      'other-currency': 'У аккаунта другая валюта. Укажите её в настройках.',
      'through-metrica': 'О звонках Директ узнаёт через Метрику.',
      'other-columns': 'В отчёте не те столбцы. Напишите нам об этом.',
    },
  },
};
