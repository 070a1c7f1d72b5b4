// Words of the destination "microsoft-ads".
import type { DestinationWords } from './words.ts';

export const microsoftAds: DestinationWords = {
  en: {
    name: 'Microsoft Advertising',
    about:
      'A call reaches an offline goal by the click on the ad. When who called is judged anew, or the call turns out spam, the conversion is put right or taken back.',
    fields: {
      clientId: {
        label: 'Application (client) ID',
        help: 'Of your application at portal.azure.com, App registrations.',
      },
      clientSecret: { label: 'Client secret', help: 'Certificates & secrets of the same application: the value.' },
      developerToken: { label: 'Developer token', help: 'developers.ads.microsoft.com, Account.' },
      customerId: { label: 'Customer ID', help: 'cid in the address of Microsoft Advertising.' },
      accountId: { label: 'Account ID', help: 'aid in the address; the account whose ads were clicked.' },
      goal: {
        label: 'Name of the goal',
        help: 'Conversions, Conversion goals, Offline conversions: letter for letter. After creating it Microsoft wants two hours.',
      },
      dealStatus: { label: 'Which deals', help: 'If deals are told.' },
      price: { label: 'What it is worth', help: 'An amount or a template: {deal_amount}. Empty: what the goal says.' },
      weighted: {
        label: 'Weigh by probability',
        help: 'A call that is this visitor’s with 60 % brings 60 % of the amount.',
      },
      leastVisit: { label: 'Least probability of the visit', help: 'From 0 to 1. Less certain calls are not told.' },
      withPhone: { label: 'The hashed phone, too', help: 'If enhanced conversions are switched on for the goal.' },
    },
    options: { dealStatus: { won: 'Won', open: 'In progress', lost: 'Lost', any: 'All' } },
    reasons: {
      'no-click': 'The visit came by no click on a Microsoft ad (msclkid), or nobody knows the visit.',
      'click-too-old': 'The click was more than 90 days ago: no goal looks back further.',
      'nothing-new': 'Microsoft knows it as it stands.',
      'not-over': 'The call is not over.',
      'other-status': 'The deal stands otherwise than those that are told.',
      'no-call': 'The deal came of no call that we know.',
      'no-right': 'Whoever signed in may not change this account. Check customer and account, and the person’s role.',
      'conversion-refused': 'Microsoft does not take the conversion; its own words say why.',
      'goal-missing': 'There is no offline goal with this name. Microsoft would take conversions and not count them.',
    },
  },
  ru: {
    name: 'Microsoft Advertising',
    about:
      'Звонок достигает офлайн-цели по клику на объявление. Если ответ пересчитан или звонок оказался спамом, конверсия исправляется или отзывается.',
    fields: {
      clientId: { label: 'Application (client) ID', help: 'Вашего приложения на portal.azure.com, App registrations.' },
      clientSecret: { label: 'Client secret', help: 'Certificates & secrets того же приложения: столбец Value.' },
      developerToken: { label: 'Developer token', help: 'developers.ads.microsoft.com, Account.' },
      customerId: { label: 'Customer ID', help: 'cid в адресной строке Microsoft Advertising.' },
      accountId: { label: 'Account ID', help: 'aid там же; аккаунт, по рекламе которого кликали.' },
      goal: {
        label: 'Название цели',
        help: 'Conversions, Conversion goals, Offline conversions: буква в букву. После создания Microsoft просит подождать два часа.',
      },
      dealStatus: { label: 'Какие сделки', help: 'Если передаются сделки.' },
      price: { label: 'Ценность', help: 'Сумма или шаблон: {deal_amount}. Пусто: как указано в цели.' },
      weighted: {
        label: 'Взвешивать по вероятности',
        help: 'Звонок, который с вероятностью 60 % от этого посетителя, даёт 60 % суммы.',
      },
      leastVisit: { label: 'Минимальная вероятность визита', help: 'От 0 до 1. Менее уверенные звонки не передаются.' },
      withPhone: { label: 'Передавать и хеш телефона', help: 'Если для цели включены enhanced conversions.' },
    },
    options: { dealStatus: { won: 'Выигранные', open: 'В работе', lost: 'Проигранные', any: 'Все' } },
    reasons: {
      'no-click': 'Визит пришёл не с рекламы Microsoft (нет msclkid) или визит неизвестен.',
      'click-too-old': 'Клик был больше 90 дней назад: дальше цели не смотрят.',
      'nothing-new': 'Microsoft знает всё как есть.',
      'not-over': 'Звонок ещё не закончился.',
      'other-status': 'Сделка сейчас в другом состоянии, чем те, что передаются.',
      'no-call': 'У сделки нет известного нам звонка.',
      'no-right': 'Вошедшему нельзя менять этот аккаунт. Проверьте Customer ID, Account ID и роль пользователя.',
      'conversion-refused': 'Microsoft не принимает конверсию; почему – в его собственном ответе.',
      'goal-missing': 'Офлайн-цели с таким названием нет. Microsoft принимал бы конверсии и не считал их.',
    },
  },
};
