// Words that every tracker and network of arbitrage has in common.
import { PAYOUT_FAULTS, TEMPLATE_FAULTS } from './payout-faults.ts';
import type { DestinationWords, FieldWords } from './words.ts';

type Language = keyof DestinationWords;
type Own = Omit<DestinationWords[Language], 'reasons'> & { reasons?: Readonly<Record<string, string>> };

/** The common words with those of one tracker. */
export function trackerWords(own: Record<Language, Own>): DestinationWords {
  const one = (language: Language) => {
    const { fields, options, reasons, ...rest } = own[language];
    const shared = SHARED[language];
    return {
      ...rest,
      fields: { ...shared.fields, ...fields },
      options: { ...shared.options, ...options },
      reasons: { ...shared.reasons, ...reasons },
      faults: { ...PAYOUT_FAULTS[language], ...TEMPLATE_FAULTS[language] },
    };
  };
  return { en: one('en'), ru: one('ru') };
}

type Shared = {
  fields: Record<string, FieldWords>;
  options: Record<string, Record<string, string>>;
  reasons: Record<string, string>;
};
const SHARED: Record<Language, Shared> = {
  en: {
    fields: {
      clickIn: {
        label: 'Click id comes in',
        help: 'Parameters of your landing page’s address that carry the click id, one below the other; the first that is there counts.',
      },
      fixedClick: {
        label: 'Click id for calls without one',
        help: 'A click of a campaign of your own. Left empty, calls without a click id are not told.',
      },
      payouts: {
        label: 'Payout rules',
        help: 'One a line, the first that fits counts: talk>=120 & region=Moscow: 15.00 USD. Also first, repeat, wait, campaign, click:sub1, hour, weekday; "none" pays nothing and tells nothing. Without rules the tracker pays what its offer says.',
      },
      dealPays: { label: 'When a deal is won', help: 'Your CRM has to tell its deals to this site.' },
      holdDays: {
        label: 'Hold, days',
        help: 'So long after the call it is approved. Until then it is pending, or not told where the tracker knows no such thing.',
      },
      rejectNotTarget: { label: 'Reject calls marked as not target' },
      rejectLost: { label: 'Reject when the deal is lost' },
      extra: { label: 'More parameters', help: 'Name of the parameter and what it is filled with.' },
      mode: { label: 'Mode' },
      testUrl: {
        label: 'Address for tests',
        help: 'Each request goes there with the same parameters, and nothing to the tracker. Left empty, nothing is sent.',
      },
    },
    options: {
      dealPays: { rules: 'The rules go on paying', 'won-amount': 'The deal’s amount is the payout' },
      mode: { live: 'Live', test: 'Test: the tracker counts nothing' },
    },
    reasons: {
      'no-call': 'This was about no call.',
      'call-goes-on': 'The call was not over yet. It is told at its end.',
      'no-click-id':
        'No click id is known of the visit that led to the call. Check that your links carry it and under which name, or give a click id for such calls.',
      'no-rule-fits': 'No payout rule fits the call. Add a line “else: 5 USD” if it is to be paid nevertheless.',
      'pays-nothing': 'By your rules this call is paid nothing.',
      'not-target': 'The call was marked as not target.',
      'deal-lost': 'The deal was lost.',
      'told-already': 'The tracker knows all of this already.',
      'told-of-another-click':
        'The call was judged anew and belongs to another click. The tracker can’t take conversions back, so the first one stays.',
      'taken-back': 'The conversion was rejected before, and the tracker doesn’t approve rejected ones.',
      'can-not-take-back':
        'The call no longer counts, but this tracker can’t take conversions back. Reject it there by hand.',
      hold: 'On hold. It is approved when the hold is over, unless it turns out to be spam.',
      'test-mode': 'Test mode without an address for tests: nothing was sent.',
      'bad-rules': 'A payout rule can’t be read. Mend it in the settings.',
    },
  },
  ru: {
    fields: {
      clickIn: {
        label: 'Где искать click id',
        help: 'Параметры адреса посадочной страницы, в которых приходит click id, по одному в строке; берётся первый найденный.',
      },
      fixedClick: {
        label: 'Click id для звонков без него',
        help: 'Клик вашей собственной кампании. Если пусто, о звонках без click id не сообщаем.',
      },
      payouts: {
        label: 'Правила выплат',
        help: 'По одному в строке, действует первое подходящее: talk>=120 & region=Москва: 15.00 USD. Ещё есть first, repeat, wait, campaign, click:sub1, hour, weekday; «none» — не платить и не сообщать. Без правил трекер платит по своему офферу.',
      },
      dealPays: { label: 'Когда сделка выиграна', help: 'CRM должна передавать сделки этому сайту.' },
      holdDays: {
        label: 'Холд, дней',
        help: 'Через столько дней после звонка конверсия подтверждается. До того она в ожидании — или не отправлена, если трекер такого не умеет.',
      },
      rejectNotTarget: { label: 'Отклонять звонки с пометкой «нецелевой»' },
      rejectLost: { label: 'Отклонять, если сделка проиграна' },
      extra: { label: 'Дополнительные параметры', help: 'Имя параметра и чем его заполнить.' },
      mode: { label: 'Режим' },
      testUrl: {
        label: 'Адрес для проверки',
        help: 'Каждый запрос с теми же параметрами идёт сюда, а трекеру — ничего. Если пусто, ничего не отправляется.',
      },
    },
    options: {
      dealPays: { rules: 'Платить по правилам', 'won-amount': 'Выплата — сумма сделки' },
      mode: { live: 'Рабочий', test: 'Проверка: трекер ничего не считает' },
    },
    reasons: {
      'no-call': 'Событие не о звонке.',
      'call-goes-on': 'Звонок ещё не закончился. Сообщим о нём по окончании.',
      'no-click-id':
        'У визита, который привёл к звонку, нет click id. Проверьте, что он есть в ваших ссылках и под каким именем, или задайте click id для таких звонков.',
      'no-rule-fits': 'Ни одно правило выплат не подошло. Добавьте строку «else: 5 USD», если платить всё же нужно.',
      'pays-nothing': 'По вашим правилам за этот звонок не платят.',
      'not-target': 'Звонок помечен как нецелевой.',
      'deal-lost': 'Сделка проиграна.',
      'told-already': 'Трекер всё это уже знает.',
      'told-of-another-click':
        'Атрибуция пересчитана, и звонок относится к другому клику. Трекер не умеет отменять конверсии, поэтому остаётся первая.',
      'taken-back': 'Конверсия уже была отклонена, а вернуть отклонённую этот трекер не может.',
      'can-not-take-back':
        'Звонок больше не засчитывается, но трекер не умеет отменять конверсии. Отклоните её в нём вручную.',
      hold: 'В холде. Подтвердим, когда холд закончится, если звонок не окажется спамом.',
      'test-mode': 'Режим проверки без адреса для проверки: ничего не отправлено.',
      'bad-rules': 'Правило выплат не читается. Исправьте его в настройках.',
    },
  },
};

/** Words of fields that several trackers have. */
export const WORDS_FIELDS = {
  en: {
    pendingWord: { label: 'Word for “pending”' },
    approvedWord: { label: 'Word for “approved”' },
    rejectedWord: { label: 'Word for “rejected”' },
  },
  ru: {
    pendingWord: { label: 'Слово для «в ожидании»' },
    approvedWord: { label: 'Слово для «подтверждена»' },
    rejectedWord: { label: 'Слово для «отклонена»' },
  },
};
export const NETWORK_REASONS = {
  en: {
    'refused-by-network':
      'The network refused the conversion; its own words stand beside this. Mend the click id or the offer.',
  },
  ru: { 'refused-by-network': 'Сеть отказала; её слова рядом. Проверьте click id и настройки оффера.' },
};
