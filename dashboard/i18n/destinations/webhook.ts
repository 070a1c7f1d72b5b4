// Words of the destination "webhook".
import type { DestinationWords } from './words.ts';

export const webhook: DestinationWords = {
  en: {
    name: 'Webhook',
    about: 'Your own program hears of every call within moments, signed by the Standard Webhooks specification.',
    fields: {
      url: { label: 'Address', help: 'Where we POST each event as JSON.' },
      secret: { label: 'Signing key', help: 'Your program checks the signature with it.' },
      previousSecret: {
        label: 'Previous signing key',
        help: 'While a key is replaced: events are signed with both, until your program knows the new one.',
      },
    },
    reasons: { gone: 'The address answered 410: it wants no more webhooks. Give another address, or remove it here.' },
  },
  ru: {
    name: 'Вебхук',
    about: 'Ваша программа узнаёт о каждом звонке через мгновение; подпись — по спецификации Standard Webhooks.',
    fields: {
      url: { label: 'Адрес', help: 'Сюда мы отправляем каждое событие: POST, JSON.' },
      secret: { label: 'Ключ подписи', help: 'По нему ваша программа проверяет подпись.' },
      previousSecret: {
        label: 'Прежний ключ подписи',
        help: 'На время замены ключа: события подписаны обоими, пока ваша программа не знает нового.',
      },
    },
    reasons: {
      gone: 'Адрес ответил 410: вебхуки ему больше не нужны. Укажите другой адрес или удалите этого получателя.',
    },
  },
};
