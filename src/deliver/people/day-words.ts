// A day of a site in words.
import type { DayFigures } from '../../reports/day.ts';
import type { ToldSite } from '../../store/told.ts';
import { span } from './call-words.ts';
import type { Fact, Message } from './message.ts';
import type { PeopleWords } from './words.ts';

export function dayMessage(
  figures: DayFigures,
  { name }: ToldSite,
  words: PeopleWords,
): Pick<Message, 'icon' | 'title' | 'text' | 'parts'> {
  const { day } = words;
  const date = new Date(`${figures.day}T12:00:00Z`).toLocaleDateString(words.locale, {
    ...{ timeZone: 'UTC', day: 'numeric', month: 'long', weekday: 'long' },
  });
  return {
    ...{ icon: '📊', title: day.title(date, name), text: figures.calls === 0 ? day.none : null },
    parts: [
      { title: null, facts: factsOf(figures, words) },
      { title: day.sources, facts: sourcesOf(figures, words) },
    ].filter(({ facts }) => facts.length > 0),
  };
}

function factsOf(figures: DayFigures, { day }: PeopleWords): Fact[] {
  const { calls, answered, missed, firstTime, talkSeconds, missedCallers, recovered, waiting, spam, parked } = figures;
  const all: [string, string | null][] = [
    [day.calls, calls > 0 ? `${calls}` : null],
    [day.answered, calls > 0 ? `${answered}` : null],
    [day.missed, calls > 0 ? `${missed}` : null],
    [day.firstTime, firstTime > 0 ? `${firstTime}` : null],
    [day.talk, talkSeconds > 0 ? span(talkSeconds) : null],
    [day.recovered, missedCallers > 0 ? day.of(recovered, missedCallers) : null],
    [day.waiting, waiting > 0 ? `${waiting}` : null],
    [day.spam, spam > 0 ? `${spam}` : null],
    [day.parked, parked > 0 ? `${parked}` : null],
  ];
  return all.flatMap(([label, text]) => (text === null ? [] : [{ label, text }]));
}

const sourcesOf = ({ sources }: DayFigures, words: PeopleWords): Fact[] =>
  sources.map(({ channel, source, calls, missed }) => {
    const name = channel === null ? words.unknownSource : (words.channels[channel] ?? channel);
    return { label: source ? `${name}, ${source}` : name, text: words.day.missedOf(calls, missed) };
  });
