// Words of the destination "salesforce".
import { CRM_EN, CRM_RU } from './crm.ts';
import type { DestinationWords } from './words.ts';

export const salesforce: DestinationWords = {
  en: {
    name: 'Salesforce',
    about:
      'The caller’s contact or lead is found or made while the phone rings; every call is a task with the talk and where it came from. Opportunities come back with their sums.',
    fields: {
      ...CRM_EN.fields,
      organisation: { label: 'Organisation' },
      domain: {
        label: 'My Domain',
        help: 'Its first word, if you sign in there: acme in https://acme.my.salesforce.com.',
      },
      clientId: {
        label: 'Consumer key',
        help: 'Setup → External Client App Manager (or App Manager) → your app → OAuth settings.',
      },
      clientSecret: {
        label: 'Consumer secret',
        help: 'In the same place. The app needs the scopes api and refresh_token.',
      },
      deals: { label: 'Opportunities', help: 'For calls of known contacts. A lead becomes one when you convert it.' },
      companyName: { label: 'Company of new leads', help: 'Salesforce wants one; a phone call does not say it.' },
      dealStage: { label: 'Stage of new opportunities' },
      currency: { label: 'Currency', help: 'Of the organisation, such as USD.' },
      multiCurrency: { label: 'The organisation has several currencies' },
      leadFields: { label: 'Fields of new leads' },
      taskFields: { label: 'Fields of calls (tasks)' },
      dealFields: { label: 'Fields of new opportunities' },
    },
    options: {
      ...CRM_EN.options,
      strangers: { make: 'Make a lead', 'leave-out': 'Leave such calls out' },
      organisation: { production: 'Production', sandbox: 'Sandbox' },
    },
    reasons: {
      ...CRM_EN.reasons,
      'duplicate-rule':
        'A duplicate rule holds the caller for somebody else, and does not say for whom. Look at the rule.',
      'day-limit': 'The requests that Salesforce allows in a day are used up. It goes on when there are some again.',
    },
  },
  ru: {
    name: 'Salesforce',
    about:
      'Контакт или лид звонящего находится или создаётся, пока звонит телефон; каждый звонок — задача с записью и источником. Сделки (Opportunity) возвращаются с суммами.',
    fields: {
      ...CRM_RU.fields,
      organisation: { label: 'Организация' },
      domain: { label: 'My Domain', help: 'Первое слово, если входите там: acme в https://acme.my.salesforce.com.' },
      clientId: {
        label: 'Consumer key',
        help: 'Setup → External Client App Manager (или App Manager) → ваше приложение → OAuth.',
      },
      clientSecret: { label: 'Consumer secret', help: 'Там же. Приложению нужны права api и refresh_token.' },
      deals: {
        label: 'Сделки (Opportunity)',
        help: 'По звонкам известных контактов. Лид становится сделкой, когда вы его конвертируете.',
      },
      companyName: { label: 'Компания новых лидов', help: 'Salesforce её требует, а из звонка она не видна.' },
      dealStage: { label: 'Этап новых сделок' },
      currency: { label: 'Валюта', help: 'Валюта организации, например USD.' },
      multiCurrency: { label: 'В организации несколько валют' },
      leadFields: { label: 'Поля новых лидов' },
      taskFields: { label: 'Поля звонков (задач)' },
      dealFields: { label: 'Поля новых сделок' },
    },
    options: {
      ...CRM_RU.options,
      strangers: { make: 'Создать лид', 'leave-out': 'Такие звонки не передавать' },
      organisation: { production: 'Рабочая', sandbox: 'Песочница' },
    },
    reasons: {
      ...CRM_RU.reasons,
      'duplicate-rule': 'Правило дублей считает звонящего кем-то другим и не говорит, кем. Проверьте это правило.',
      'day-limit': 'Дневной запас запросов Salesforce исчерпан. Передача продолжится, когда он появится снова.',
    },
  },
};
