// Words of the destination "chat-webhook".
import { peopleEn, peopleRu } from './people.ts';
import type { DestinationWords } from './words.ts';

const FORMS = { slack: 'Slack', mattermost: 'Mattermost', 'rocket-chat': 'Rocket.Chat', 'google-chat': 'Google Chat' };

export const chatWebhook: DestinationWords = {
  en: {
    name: 'Slack, Mattermost and other chats',
    about:
      'A channel of your team’s chat hears of calls, of clients who wait for a call back, and of the day’s figures.',
    fields: {
      ...peopleEn.fields,
      url: {
        label: 'Address of the incoming webhook',
        help: 'Slack: the app’s “Incoming Webhooks”. Mattermost, Rocket.Chat: Integrations › Incoming webhook. Google Chat: the space’s Apps & integrations › Webhooks.',
      },
      form: { label: 'Chat' },
    },
    options: { ...peopleEn.options, form: { ...FORMS, text: 'Another one: {"text": "…"}' } },
    reasons: {
      ...peopleEn.reasons,
      'webhook-gone':
        'The chat takes nothing at this address: the webhook or its channel was removed. Make a new one and put its address here.',
      refused: 'The chat does not take this message. Is it the right kind of chat?',
    },
  },
  ru: {
    name: 'Slack, Mattermost и другие чаты',
    about: 'В канале вашего чата видно, кто звонил, кому не перезвонили и как прошёл день.',
    fields: {
      ...peopleRu.fields,
      url: {
        label: 'Адрес входящего вебхука',
        help: 'Slack: раздел Incoming Webhooks приложения. Mattermost, Rocket.Chat: Интеграции › Входящий вебхук. Google Chat: Приложения и интеграции чата › Вебхуки.',
      },
      form: { label: 'Чат' },
    },
    options: { ...peopleRu.options, form: { ...FORMS, text: 'Другой: {"text": "…"}' } },
    reasons: {
      ...peopleRu.reasons,
      'webhook-gone':
        'По этому адресу чат ничего не принимает: вебхук или канал удалили. Создайте новый и укажите его адрес.',
      refused: 'Чат не принимает это сообщение. Тот ли чат выбран?',
    },
  },
};
