import { between, pick, type Random } from '../core/random.ts';
import type { Agency, Person } from './claim.ts';
import { addDays } from './dates.ts';

const surnames: [male: string, female: string, latin: string][] = [
  ['ПРИМЕРОВ', 'ПРИМЕРОВА', 'PRIMEROV'],
  ['ОБРАЗЦОВ', 'ОБРАЗЦОВА', 'OBRAZTSOV'],
  ['ПРОБНИКОВ', 'ПРОБНИКОВА', 'PROBNIKOV'],
  ['УЧЕБНОВ', 'УЧЕБНОВА', 'UCHEBNOV'],
  ['МАКЕТОВ', 'МАКЕТОВА', 'MAKETOV'],
  ['ТЕСТОВ', 'ТЕСТОВА', 'TESTOV'],
  ['ОПЫТНОВ', 'ОПЫТНОВА', 'OPYTNOV'],
  ['ШАБЛОНОВ', 'ШАБЛОНОВА', 'SHABLONOV'],
  ['ЧЕРТЁЖНИКОВ', 'ЧЕРТЁЖНИКОВА', 'CHERTEZHNIKOV'],
  ['ЭСКИЗОВ', 'ЭСКИЗОВА', 'ESKIZOV'],
  ['ЗАДАЧКИН', 'ЗАДАЧКИНА', 'ZADACHKIN'],
  ['СТЕНДОВ', 'СТЕНДОВА', 'STENDOV'],
];
const men: [string, string][] = [
  ['ИВАН', 'IVAN'],
  ['ПЁТР', 'PETR'],
  ['СЕРГЕЙ', 'SERGEI'],
  ['АНДРЕЙ', 'ANDREI'],
  ['МАКСИМ', 'MAKSIM'],
  ['ЮРИЙ', 'IURII'],
  ['ТИМУР', 'TIMUR'],
];
const women: [string, string][] = [
  ['АННА', 'ANNA'],
  ['МАРИЯ', 'MARIIA'],
  ['ОЛЬГА', 'OLGA'],
  ['ЕЛЕНА', 'ELENA'],
  ['ДАРЬЯ', 'DARIA'],
  ['НАТАЛЬЯ', 'NATALIA'],
  ['ЗОЯ', 'ZOIA'],
];
const agencyNames = ['Образцовые Каникулы', 'Учебный Курорт', 'Пример-Тур', 'Макет Трэвел', 'Пробный Отпуск', 'Шаблон Вояж'];

/** What the database writes for an integer reference that is not there. */
const noReference = '-2147483647';

export interface PersonWish {
  /** Running number: makes key, passport, phone and e-mail distinct. */
  serial: number;
  /** Years old on `today`. */
  years: number;
  today: string;
  /** Keeps a family together; drawn when absent. */
  surname?: number;
  reachable: boolean;
  /** Between the parts of a full name: a space or a slash, as the installation is set. */
  delimiter: string;
}

/** Passports of the sandbox have the series 00 and numbers that begin with 99. */
export function syntheticPerson(random: Random, wish: PersonWish): Person {
  const [male, female, latin] = surnames[wish.surname ?? between(random, 0, surnames.length - 1)] ?? [
    'ТЕСТОВ',
    'ТЕСТОВА',
    'TESTOV',
  ];
  const man = random() < 0.5;
  const [given, givenLatin] = pick(random, man ? men : women);
  const tail = String(wish.serial % 100_000).padStart(5, '0');
  return {
    key: String(700_000 + wish.serial),
    sex: man ? 'M' : 'F',
    name: [man ? male : female, given].join(wish.delimiter),
    lname: [man ? latin : `${latin}A`, givenLatin].join(wish.delimiter),
    born: addDays(wish.today, -Math.floor(wish.years * 365.25) - between(random, 1, 300)),
    pserie: '00',
    pnumber: `99${tail}`,
    pexpire: addDays(wish.today, between(random, 400, 3000)),
    pgiven: addDays(wish.today, -between(random, 100, 600)),
    pgivenorg: 'МВД 00000',
    nationality: 'РОССИЯ',
    nationalityKey: random() < 0.05 ? noReference : '1',
    phone: wish.reachable && random() < 0.95 ? syntheticPhone(random, wish.serial) : null,
    email: wish.reachable && random() < 0.8 ? `${givenLatin.toLowerCase()}.${wish.serial}@example.com` : null,
    mobile: null,
    address: null,
  };
}

export function countSurnames(): number {
  return surnames.length;
}

export function syntheticAgency(random: Random, serial: number, delimiter: string): Agency {
  const [surname] = pick(random, surnames);
  const [given] = pick(random, men);
  return {
    key: String(50_000 + serial),
    name: `ООО «${pick(random, agencyNames)} ${serial}»`,
    inn: `99${String(serial).padStart(8, '0')}`,
    phone: syntheticPhone(random, 9000 + (serial % 1000)),
    email: `agency.${serial}@example.org`,
    contact: [surname, given].join(delimiter),
  };
}

/** Numbers of +7 900 000-00-00…99-99, in the ways people write them down. */
export function syntheticPhone(random: Random, serial: number): string {
  const digits = String(serial % 10_000).padStart(4, '0');
  const [a, b] = [digits.slice(0, 2), digits.slice(2)];
  return pick(random, [`+7 900 000-${a}-${b}`, `8 (900) 000-${a}-${b}`, `7900000${a}${b}`, `+7(900)000-${a}-${b}`]);
}
