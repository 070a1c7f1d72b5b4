// Words of the destination "vk-ads-spend".
import type { DestinationWords } from './words.ts';

export const vkAdsSpend: DestinationWords = {
  en: {
    name: 'VK Реклама: what ads cost',
    about: 'What VK’s ads cost comes in every six hours, by campaign or by ad.',
    fields: {
      clientId: { label: 'client_id', help: 'VK Реклама, Settings, Access to the API.' },
      clientSecret: { label: 'client_secret', help: 'Shown once beside it.' },
      agencyClient: {
        label: 'Client of the agency',
        help: 'The name of the client’s account, if the access is an agency’s.',
      },
      detail: { label: 'How fine' },
      campaignBy: {
        label: 'Campaigns are named by',
        help: 'As in the links of your ads: utm_campaign={{campaign_id}} or {{campaign_name}}.',
      },
      source: { label: 'Source', help: 'As in utm_source of your ads.' },
      currency: { label: 'Currency of the account' },
    },
    options: {
      detail: { ads: 'By ad', campaigns: 'By campaign' },
      campaignBy: { id: 'Their number', name: 'Their name' },
    },
    reasons: {
      'no-right': 'The access does not cover the statistics of this account. Ask for it in VK Реклама.',
      'token-limit':
        'The account has five live tokens already. Delete some of them in VK Реклама, or take the access of another application.',
      invalid: 'VK does not take the request; its own words say why.',
      'only-spend': 'It only tells what ads cost. For goals connect “VK Реклама: goals”.',
    },
  },
  ru: {
    name: 'VK Реклама: расходы',
    about: 'Расходы VK Рекламы приходят каждые шесть часов, по кампаниям или объявлениям.',
    fields: {
      clientId: { label: 'client_id', help: 'VK Реклама, «Настройки», «Доступ к API».' },
      clientSecret: { label: 'client_secret', help: 'Показывается рядом один раз.' },
      agencyClient: { label: 'Клиент агентства', help: 'Имя кабинета клиента, если доступ агентский.' },
      detail: { label: 'Насколько подробно' },
      campaignBy: {
        label: 'Кампании названы',
        help: 'Как в ссылках объявлений: utm_campaign={{campaign_id}} или {{campaign_name}}.',
      },
      source: { label: 'Источник', help: 'Как в utm_source ваших объявлений.' },
      currency: { label: 'Валюта кабинета' },
    },
    options: {
      detail: { ads: 'По объявлениям', campaigns: 'По кампаниям' },
      campaignBy: { id: 'номером', name: 'названием' },
    },
    reasons: {
      'no-right': 'Доступ не включает статистику этого кабинета. Запросите его в VK Рекламе.',
      'token-limit':
        'У кабинета уже пять живых токенов. Удалите лишние в VK Рекламе или возьмите доступ другого приложения.',
      invalid: 'VK не принимает запрос; почему – в его собственном ответе.',
      'only-spend': 'Отсюда приходят только расходы. Для целей подключите «VK Реклама: цели».',
    },
  },
};
