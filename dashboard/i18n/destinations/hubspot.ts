// Words of the destination "hubspot".
import { CRM_EN, CRM_RU } from './crm.ts';
import type { DestinationWords } from './words.ts';

export const hubspot: DestinationWords = {
  en: {
    name: 'HubSpot',
    about:
      'The caller’s contact is found or made while the phone rings; every call stands on its timeline with the talk and where it came from. Deals come back with their sums.',
    fields: {
      ...CRM_EN.fields,
      access: { label: 'How to let us in' },
      token: {
        label: 'Access token',
        help: 'Settings → Integrations → Private apps (or Legacy apps) → your app → Auth.',
      },
      clientId: { label: 'Client ID', help: 'Of your app: Auth → App credentials.' },
      clientSecret: {
        label: 'Client secret',
        help: 'Of your app: Auth. Signing in needs it, and so do webhooks that tell us of deals.',
      },
      pipeline: { label: 'Pipeline of new deals', help: 'Its internal name.' },
      dealStage: {
        label: 'Stage of new deals',
        help: 'Its internal name: Settings → Objects → Deals → Pipelines, “</>”.',
      },
      contactFields: { label: 'Properties of new contacts' },
      callFields: { label: 'Properties of calls' },
      dealFields: { label: 'Properties of new deals' },
    },
    options: { ...CRM_EN.options, access: { token: 'By a private app’s token', 'sign-in': 'By signing in' } },
    reasons: CRM_EN.reasons,
  },
  ru: {
    name: 'HubSpot',
    about:
      'Контакт звонящего находится или создаётся, пока звонит телефон; каждый звонок — в его ленте, с записью и источником. Сделки возвращаются с суммами.',
    fields: {
      ...CRM_RU.fields,
      access: { label: 'Как дать доступ' },
      token: {
        label: 'Токен доступа',
        help: 'Settings → Integrations → Private apps (или Legacy apps) → ваше приложение → Auth.',
      },
      clientId: { label: 'Client ID', help: 'Вашего приложения: Auth → App credentials.' },
      clientSecret: {
        label: 'Client secret',
        help: 'Вашего приложения: Auth. Нужен для входа и для вебхуков, которые сообщают нам о сделках.',
      },
      pipeline: { label: 'Воронка новых сделок', help: 'Её внутреннее имя.' },
      dealStage: {
        label: 'Этап новых сделок',
        help: 'Его внутреннее имя: Settings → Objects → Deals → Pipelines, «</>».',
      },
      contactFields: { label: 'Поля новых контактов' },
      callFields: { label: 'Поля звонков' },
      dealFields: { label: 'Поля новых сделок' },
    },
    options: { ...CRM_RU.options, access: { token: 'По токену приложения', 'sign-in': 'Через вход в HubSpot' } },
    reasons: CRM_RU.reasons,
  },
};
