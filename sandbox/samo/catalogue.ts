import type { Currency, Named } from './claim.ts';

/** A destination that is sold from one departure town; its rows carry the key prefix of that server. */
export interface Direction {
  townFrom: Named;
  state: Named;
  tours: Named[];
  hotels: Hotel[];
  currency: Currency;
  port: string;
  visa: boolean;
}

export interface Hotel extends Named {
  town: string;
  star: string;
}

const towns: [number, string][] = [
  [1, 'Москва'],
  [2, 'Санкт-Петербург'],
  [7, 'Екатеринбург'],
  [11, 'Казань'],
];

const states: { inc: number; name: string; currency: Currency; port: string; visa: boolean; resorts: string[] }[] = [
  { inc: 9, name: 'Турция', currency: 'EUR', port: 'Анталья', visa: false, resorts: ['Кемер', 'Белек', 'Сиде'] },
  { inc: 14, name: 'Египет', currency: 'USD', port: 'Хургада', visa: true, resorts: ['Хургада', 'Макади'] },
  { inc: 21, name: 'ОАЭ', currency: 'USD', port: 'Дубай', visa: false, resorts: ['Дубай', 'Шарджа'] },
  { inc: 34, name: 'Таиланд', currency: 'USD', port: 'Пхукет', visa: false, resorts: ['Патонг', 'Карон'] },
  { inc: 47, name: 'Мальдивы', currency: 'USD', port: 'Мале', visa: false, resorts: ['Северный Мале'] },
  { inc: 52, name: 'Куба', currency: 'EUR', port: 'Варадеро', visa: false, resorts: ['Варадеро'] },
  { inc: 3, name: 'Россия', currency: 'RUB', port: 'Сочи', visa: false, resorts: ['Сочи', 'Адлер'] },
];

const hotelNames = ['Учебный Бриз', 'Образцовая Лагуна', 'Пример Палас', 'Макет Бич', 'Тестовый Риф'];
const tourNames = ['Отдых на море', 'Раннее бронирование', 'Семейный отпуск'];

/** 20 digits: the server of state and departure, then the row's own number. */
function catalogueKey(state: number, town: number, inc: number): string {
  return `1${String(state).padStart(4, '0')}${String(town).padStart(4, '0')}${String(inc).padStart(11, '0')}`;
}

/** The row's own number in a key: what follows the server. */
export function incOf(key: string): number {
  return Number(key.slice(-11));
}

function hotelsOf(state: number, town: number, resorts: readonly string[]): Hotel[] {
  return hotelNames.map((name, index) => {
    const resort = resorts[index % resorts.length] ?? '';
    const star = `${3 + (index % 3)}*`;
    return { key: catalogueKey(state, town, 5840 + state * 10 + index), name: `${name} ${resort} ${star}`, town: resort, star };
  });
}

/** Everything on sale: each state from each town. Invented hotels in real places. */
export const directions: readonly Direction[] = states.flatMap(({ inc, name, currency, port, visa, resorts }) =>
  towns.map(([town, townName]) => ({
    townFrom: { key: catalogueKey(inc, town, town), name: townName },
    state: { key: catalogueKey(inc, town, inc), name },
    tours: tourNames.map((title, index) => ({ key: catalogueKey(inc, town, 700 + index), name: `${name}: ${title}` })),
    hotels: hotelsOf(inc, town, resorts),
    currency,
    port,
    visa,
  })),
);

/** Units of the payment currency; the rate of the day the sandbox was built for. */
export const rates: Record<Currency, string> = { RUB: '1', USD: '91.7500', EUR: '98.4500' };
