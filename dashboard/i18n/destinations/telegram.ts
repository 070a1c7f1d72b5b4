// Words of the destination "telegram".
import { peopleEn, peopleRu } from './people.ts';
import type { DestinationWords } from './words.ts';

export const telegram: DestinationWords = {
  en: {
    name: 'Telegram',
    about:
      'Missed calls reach your people’s phones at once: a message a call, kept up to date, with the talk as a voice message.',
    fields: {
      ...peopleEn.fields,
      botToken: {
        label: 'Bot token',
        help: 'In Telegram write /newbot to @BotFather and copy the token it answers with.',
      },
      chatId: {
        label: 'Chat',
        help: 'Leave it empty: connect it, press “Only check the access”, open the link you are given and press Start, there or in a group. Or the id of a chat, or @channel.',
      },
      actions: {
        label: 'Buttons: call back, spam',
        help: 'Whoever is in the chat may press them. Telegram must reach this server by HTTPS; one destination a bot.',
      },
      topicId: { label: 'Topic', help: 'Of a group with topics: the number at the end of the topic’s link.' },
      apiUrl: {
        label: 'Address of the Bot API',
        help: 'Only if Telegram is out of reach from your server: a Bot API server of your own, or a proxy to it.',
      },
    },
    options: { ...peopleEn.options },
    reasons: {
      ...peopleEn.reasons,
      'bot-not-let-in':
        'The bot may not write there: it was blocked or removed. Let it into the chat again, then resume.',
      'chat-not-found':
        'There is no such chat for the bot. Write to the bot or add it to the group first, and check the chat’s id.',
      'topic-not-found': 'The topic is not there any more. Give another one, or leave it empty.',
      'template-wrong': 'Telegram can’t read the HTML of your words. Close each tag, then resume.',
      'too-long': 'The message is longer than Telegram takes (4096 characters). Shorten your words.',
      'too-large': 'The talk is larger than Telegram takes (50 MB).',
      refused: 'Telegram does not take it as it is.',
      'chat-needed':
        'The bot does not know where to write. Open the link (the second one adds it to a group), press Start, then resume.',
      'not-told-before': 'It would only change a message, and this call was told in none.',
      'recording-not-there': 'The talk can’t be had yet: it is asked for again.',
    },
  },
  ru: {
    name: 'Telegram',
    about:
      'Пропущенные звонки сразу видны на телефонах сотрудников: одно сообщение на звонок, всегда свежее, разговор – голосовым.',
    fields: {
      ...peopleRu.fields,
      botToken: {
        label: 'Токен бота',
        help: 'Напишите в Telegram боту @BotFather команду /newbot и скопируйте токен из ответа.',
      },
      chatId: {
        label: 'Чат',
        help: 'Оставьте пустым: подключите бота, нажмите «Только проверить доступ», откройте ссылку и нажмите Start – в личке или в группе. Либо укажите id чата или @канал.',
      },
      actions: {
        label: 'Кнопки «Перезвонить» и «Спам»',
        help: 'Нажать их может любой участник чата. Telegram должен видеть этот сервер по HTTPS; у одного бота – один такой получатель.',
      },
      topicId: { label: 'Тема', help: 'Для группы с темами: число в конце ссылки на тему.' },
      apiUrl: {
        label: 'Адрес Bot API',
        help: 'Только если с вашего сервера Telegram недоступен: собственный сервер Bot API или прокси к нему.',
      },
    },
    options: { ...peopleRu.options },
    reasons: {
      ...peopleRu.reasons,
      'bot-not-let-in':
        'Боту нельзя туда писать: его заблокировали или удалили. Верните его в чат и возобновите отправки.',
      'chat-not-found':
        'Бот не видит такого чата. Сначала напишите боту или добавьте его в группу и проверьте id чата.',
      'topic-not-found': 'Такой темы больше нет. Укажите другую или оставьте поле пустым.',
      'template-wrong': 'Telegram не может разобрать HTML вашего текста. Закройте все теги и возобновите отправки.',
      'too-long': 'Сообщение длиннее, чем принимает Telegram (4096 знаков). Сократите свой текст.',
      'too-large': 'Запись больше, чем принимает Telegram (50 МБ).',
      refused: 'Telegram не принимает это сообщение.',
      'chat-needed':
        'Бот не знает, куда писать. Откройте ссылку (вторая добавит его в группу), нажмите Start и возобновите отправки.',
      'not-told-before': 'Это лишь поправило бы сообщение, а об этом звонке сообщения не было.',
      'recording-not-there': 'Записи разговора пока нет: спросим ещё раз.',
    },
  },
};
