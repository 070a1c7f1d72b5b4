// Russian: what people are told in messages.
import { noticesRu } from './notices-ru.ts';
import type { PeopleWords } from './words.ts';

export const ru: PeopleWords = {
  locale: 'ru-RU',
  ringing: (who) => `Звонит: ${who}`,
  talking: (who) => `Идёт разговор: ${who}`,
  answered: (who) => `Звонок: ${who}`,
  missed: (who) => `Пропущенный звонок: ${who}`,
  'cut-off': (who) => `Звонок оборвался: ${who}`,
  out: (who) => `Исходящий звонок: ${who}`,
  recording: (who) => `Запись разговора: ${who}`,
  late: (who) => `Не перезвонили вовремя: ${who}`,
  spam: (who) => `Спам: ${who}`,
  hidden: 'номер скрыт',
  vip: 'VIP',
  facts: {
    ...{ client: 'Клиент', when: 'Когда', waited: 'Ждал', talk: 'Разговор', answeredBy: 'Кто ответил', why: 'Почему' },
    ...{ source: 'Источник', campaign: 'Кампания', term: 'Ключевое слово', page: 'Страница', place: 'Откуда' },
    ...{ number: 'Звонил на', firstTime: 'Первый звонок', manager: 'Менеджер', tags: 'Метки', category: 'Категория' },
    ...{ stage: 'Этап', amount: 'Сумма' },
  },
  yes: 'да',
  why: {
    ...{ 'caller-hung-up': 'клиент положил трубку', 'no-answer': 'никто не ответил', busy: 'занято' },
    ...{ unavailable: 'никто не был на связи', rejected: 'вызов отклонён' },
  },
  categories: {
    ...{ hot: 'горячий', warm: 'тёплый', cold: 'холодный', target: 'целевой', 'not-target': 'нецелевой' },
  },
  sure: (percent) => `${percent} %`,
  channels: {
    ...{ 'paid-search': 'Контекстная реклама', 'paid-social': 'Реклама в соцсетях', 'paid-other': 'Другая реклама' },
    ...{ organic: 'Поиск', social: 'Соцсети', referral: 'Переходы с сайтов', email: 'Почта', messenger: 'Мессенджеры' },
    ...{ maps: 'Карты', ai: 'ИИ-ассистенты', direct: 'Прямые заходы', offline: 'Офлайн-реклама' },
  },
  unknownSource: 'Неизвестно',
  deal: {
    open: (title) => `Сделка сдвинулась: ${title}`,
    won: (title) => `Сделка выиграна: ${title}`,
    lost: (title) => `Сделка проиграна: ${title}`,
  },
  untitled: 'без названия',
  day: {
    title: (day, site) => `${site}: итоги дня, ${day}`,
    ...{ calls: 'Звонки', answered: 'Отвечено', missed: 'Пропущено', firstTime: 'Впервые', talk: 'Время разговоров' },
    ...{ recovered: 'Пропущенным перезвонили', waiting: 'Пропущенные ещё ждут', spam: 'Спам' },
    ...{ parked: 'Отправки, на которые нужно взглянуть', sources: 'По источникам' },
    of: (part, whole) => `${part} из ${whole}`,
    missedOf: (calls, missed) => (missed > 0 ? `${calls}, пропущено ${missed}` : `${calls}`),
    none: 'В этот день звонков не было.',
  },
  notices: noticesRu,
  openDeal: 'Открыть сделку',
  ...{ openCard: 'Открыть карточку', openDay: 'Открыть отчёты', openNotice: 'Открыть Dialtrace', listen: 'Послушать' },
  ...{ callBack: 'Перезвонить', markSpam: 'Спам' },
  acts: {
    ...{ marked: 'Отмечено как спам', already: 'Уже сделано', calling: 'Вызываем сотрудника' },
    ...{ refused: 'Не вышло: причина видна в карточке', gone: 'Такого звонка больше нет' },
  },
  footer: (site) => `Это сообщение Dialtrace о сайте «${site}». Что и когда сообщать, настраивается в «Куда сообщать».`,
};
