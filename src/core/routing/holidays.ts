// Public holidays by country: dates that the law itself fixes, so that nobody has to enter them one by one.

export type Holiday = { date: string; name: { ru: string; en: string } };

const NEW_YEAR = { ru: 'Новогодние каникулы', en: 'New Year holidays' };

/** Russia: Labour Code, article 112. Days off that the government moves each year (article 112, part 5) are not here. */
const RUSSIA: readonly [day: string, name: Holiday['name']][] = [
  ...['01-01', '01-02', '01-03', '01-04', '01-05', '01-06'].map((day): [string, Holiday['name']] => [day, NEW_YEAR]),
  ['01-07', { ru: 'Рождество Христово', en: 'Orthodox Christmas' }],
  ['01-08', NEW_YEAR],
  ['02-23', { ru: 'День защитника Отечества', en: 'Defender of the Fatherland Day' }],
  ['03-08', { ru: 'Международный женский день', en: "International Women's Day" }],
  ['05-01', { ru: 'Праздник Весны и Труда', en: 'Spring and Labour Day' }],
  ['05-09', { ru: 'День Победы', en: 'Victory Day' }],
  ['06-12', { ru: 'День России', en: 'Russia Day' }],
  ['11-04', { ru: 'День народного единства', en: 'National Unity Day' }],
];
const BY_COUNTRY = { RU: RUSSIA };

export type HolidayCountry = keyof typeof BY_COUNTRY;

/** The year's holidays of a country in order of date, 'YYYY-MM-DD'. */
export function holidaysOf(country: HolidayCountry, year: number): Holiday[] {
  return BY_COUNTRY[country].map(([day, name]) => ({ date: `${year}-${day}`, name }));
}
