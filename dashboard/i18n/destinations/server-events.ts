// Words that ad systems with server-side events have in common.
import type { FieldWords } from './words.ts';

type Shared = { fields: Record<string, FieldWords>; reasons: Record<string, string> };

const PAYOUT_LINES = {
  en: 'One a line, the first that fits counts: talk>=120 & first: 500 RUB. Also region, campaign, repeat; without rules no value is sent.',
  ru: 'По одному в строке, действует первое подходящее: talk>=120 & first: 500 RUB. Ещё есть region, campaign, repeat; без правил ценность не передаётся.',
};

export const SERVER_EVENTS: Record<'en' | 'ru', Shared> = {
  en: {
    fields: {
      eventName: { label: 'Event for a call' },
      qualifiedEvent: {
        label: 'Event for a target call',
        help: 'Sent when a call is marked hot, warm, cold or target. Empty: not sent.',
      },
      wonEvent: {
        label: 'Event for a won deal',
        help: 'With the deal’s amount, where your CRM tells deals to this site.',
      },
      values: { label: 'What a call is worth', help: PAYOUT_LINES.en },
      onlyWithClick: { label: 'Only calls that a click of this system led to' },
      testEventCode: {
        label: 'Code for test events',
        help: 'Used only by “send a test”: what you send then counts nowhere.',
      },
      limitedDataUse: { label: 'Limited data use' },
    },
    reasons: {
      'no-call': 'This was about no call.',
      'call-goes-on': 'The call was not over yet. It is told at its end.',
      'not-asked-for': 'You have named no event for target calls.',
      'not-won': 'The deal is not won yet.',
      'not-target': 'The call is not marked as a target call.',
      'no-amount':
        'Such an event needs a sum, and none is known. Add a rule of what a call is worth, or choose another event.',
      'told-already': 'It was told already. Events can’t be changed there.',
      'older-than-window': 'It is older than what is taken there.',
      'no-click': 'No click of this system led to the call.',
      'nothing-to-match': 'The caller hid the number and no visit is known: nobody could be found by it.',
      'bad-rules': 'A rule of what a call is worth can’t be read. Mend it in the settings.',
      'no-permission': 'The token may not send events there. Give it the right, or make another token.',
      'rate-limit': 'Too many requests for now. It is sent again by itself.',
      'far-trouble': 'There is trouble at their side. It is sent again by itself.',
      'bad-event': 'The event was refused; the reason stands beside this.',
    },
  },
  ru: {
    fields: {
      eventName: { label: 'Событие для звонка' },
      qualifiedEvent: {
        label: 'Событие для целевого звонка',
        help: 'Отправляется, когда звонок помечен горячим, тёплым, холодным или целевым. Пусто — не отправляется.',
      },
      wonEvent: {
        label: 'Событие для выигранной сделки',
        help: 'С суммой сделки, если CRM передаёт сделки этому сайту.',
      },
      values: { label: 'Ценность звонка', help: PAYOUT_LINES.ru },
      onlyWithClick: { label: 'Только звонки после клика в этой системе' },
      testEventCode: {
        label: 'Код тестовых событий',
        help: 'Нужен только на вкладке «Проверка»: такое событие нигде не засчитается.',
      },
      limitedDataUse: { label: 'Ограниченное использование данных' },
    },
    reasons: {
      'no-call': 'Событие не о звонке.',
      'call-goes-on': 'Звонок ещё не закончился. Сообщим о нём по окончании.',
      'not-asked-for': 'Вы не назвали событие для целевых звонков.',
      'not-won': 'Сделка ещё не выиграна.',
      'not-target': 'Звонок не помечен как целевой.',
      'no-amount':
        'Такому событию нужна сумма, а она неизвестна. Добавьте правило ценности звонка или выберите другое событие.',
      'told-already': 'Об этом уже сообщили. Изменить событие там нельзя.',
      'older-than-window': 'Событие старше, чем там принимают.',
      'no-click': 'К звонку привёл не клик в этой системе.',
      'nothing-to-match': 'Звонивший скрыл номер, а визит неизвестен: по такому событию никого не найти.',
      'bad-rules': 'Правило ценности звонка не читается. Исправьте его в настройках.',
      'no-permission': 'У токена нет права отправлять события. Дайте право или создайте другой токен.',
      'rate-limit': 'Сейчас слишком много запросов. Отправим ещё раз сами.',
      'far-trouble': 'Неполадки на той стороне. Отправим ещё раз сами.',
      'bad-event': 'Событие не приняли; причина рядом.',
    },
  },
};
