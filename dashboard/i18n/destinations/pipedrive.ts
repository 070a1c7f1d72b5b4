// Words of the destination "pipedrive".
import { CRM_EN, CRM_RU } from './crm.ts';
import type { DestinationWords } from './words.ts';

const { currency: _, ...EN_FIELDS } = CRM_EN.fields;
const { currency: __, ...RU_FIELDS } = CRM_RU.fields;
const { 'field-unknown': ___, ...EN_REASONS } = CRM_EN.reasons;
const { 'field-unknown': ____, ...RU_REASONS } = CRM_RU.reasons;

export const pipedrive: DestinationWords = {
  en: {
    name: 'Pipedrive',
    about:
      'The caller’s person is found or made while the phone rings; every call is logged with the talk, and becomes a lead or a deal with its source. Deals come back with their sums.',
    fields: {
      ...EN_FIELDS,
      access: { label: 'How to let us in' },
      company: { label: 'Company', help: 'The first word of the address: acme in https://acme.pipedrive.com.' },
      token: { label: 'API token', help: 'Your name → Personal preferences → API.' },
      clientId: { label: 'Client ID', help: 'Of your app in the Developer Hub.' },
      clientSecret: { label: 'Client secret', help: 'Of your app in the Developer Hub.' },
      dealsAs: { label: 'A new deal is made as' },
      stageId: { label: 'Stage of new deals', help: 'Its number; empty: the first one of the main pipeline.' },
      logAs: {
        label: 'Calls are written as',
        help: 'Call logs may need an app with the right phone-integration; activities never do, and can be corrected.',
      },
      recordings: { label: 'Talks' },
      personFields: { label: 'Fields of new persons' },
      dealFields: { label: 'Fields of new leads and deals' },
      hookPassword: {
        label: 'Password of the webhook',
        help: 'Make a webhook (version 2.0, deal, all actions) to the address below, with the user dialtrace and this password.',
      },
    },
    options: {
      ...CRM_EN.options,
      access: { token: 'By a personal token', 'sign-in': 'By signing in' },
      dealsAs: { lead: 'A lead (inbox)', deal: 'A deal' },
      logAs: { 'call-log': 'Call logs', activity: 'Activities' },
      recordings: { attach: 'Attach them', 'leave-out': 'Leave them out' },
    },
    reasons: {
      ...EN_REASONS,
      'no-recording': 'The talk could not be read. It is tried again.',
    },
  },
  ru: {
    name: 'Pipedrive',
    about:
      'Карточка звонящего находится или создаётся, пока звонит телефон; каждый звонок записан с разговором и становится лидом или сделкой с источником. Сделки возвращаются с суммами.',
    fields: {
      ...RU_FIELDS,
      access: { label: 'Как дать доступ' },
      company: { label: 'Компания', help: 'Первое слово адреса: acme в https://acme.pipedrive.com.' },
      token: { label: 'API-токен', help: 'Ваше имя → Personal preferences → API.' },
      clientId: { label: 'Client ID', help: 'Вашего приложения в Developer Hub.' },
      clientSecret: { label: 'Client secret', help: 'Вашего приложения в Developer Hub.' },
      dealsAs: { label: 'Новую сделку создавать как' },
      stageId: { label: 'Этап новых сделок', help: 'Его номер; пусто — первый этап основной воронки.' },
      logAs: {
        label: 'Звонки записывать как',
        help: 'Для журнала звонков может понадобиться приложение с правом phone-integration; для дел оно не нужно, и их можно исправить.',
      },
      recordings: { label: 'Записи разговоров' },
      personFields: { label: 'Поля новых контактов' },
      dealFields: { label: 'Поля новых лидов и сделок' },
      hookPassword: {
        label: 'Пароль вебхука',
        help: 'Создайте вебхук (версия 2.0, deal, все действия) на адрес ниже, с именем dialtrace и этим паролем.',
      },
    },
    options: {
      ...CRM_RU.options,
      access: { token: 'По личному токену', 'sign-in': 'Через вход в Pipedrive' },
      dealsAs: { lead: 'Лид (входящие)', deal: 'Сделку' },
      logAs: { 'call-log': 'Журнал звонков', activity: 'Дела' },
      recordings: { attach: 'Прикладывать', 'leave-out': 'Не прикладывать' },
    },
    reasons: {
      ...RU_REASONS,
      'no-recording': 'Разговор не удалось прочитать. Попробуем ещё раз.',
    },
  },
};
