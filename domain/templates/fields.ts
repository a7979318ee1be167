import type { Sentence } from '../errors.ts';
import type { DataValue, MoneyValue, TemplateData } from './types.ts';

/** How a value is kept, and so how it is written: dates `YYYY-MM-DD`, moments ISO with offset, money as sum and currency. */
export type FieldType = 'text' | 'number' | 'date' | 'moment' | 'money' | 'link' | 'list';

/** A field that templates may use. `personal` is masked for whoever may not see people's data. */
export interface TemplateField {
  path: string;
  type: FieldType;
  title: Sentence;
  personal: boolean;
  /** Made up; what previews without a record are filled with. */
  sample: DataValue;
  /** Of a list: the fields of its elements, by their own names. */
  items: readonly TemplateField[];
}

const field = (path: string, type: FieldType, ru: string, en: string, sample: DataValue, personal = false): TemplateField => ({
  path,
  type,
  title: { ru, en },
  personal,
  sample,
  items: [],
});
const list = (path: string, ru: string, en: string, items: readonly TemplateField[]): TemplateField => ({
  ...field(path, 'list', ru, en, null),
  items,
});
const PERSONAL = true;

const GROUPS = {
  claim: [
    field('claim.number', 'text', 'Номер заявки', 'Claim number', '123456'),
    field('claim.tour', 'text', 'Тур', 'Tour', 'Анталья, 7 ночей'),
    field('claim.country', 'text', 'Страна', 'Country', 'Турция'),
    field('claim.from', 'text', 'Город вылета', 'Departure town', 'Москва'),
    field('claim.start', 'date', 'Начало тура', 'Start of the tour', '2027-03-12'),
    field('claim.end', 'date', 'Конец тура', 'End of the tour', '2027-03-19'),
    field('claim.nights', 'number', 'Ночей', 'Nights', 7),
    field('claim.price', 'money', 'Стоимость', 'Price', { sum: '135045.00', currency: 'RUB' }),
    field('claim.paid', 'money', 'Оплачено', 'Paid', { sum: '45000.00', currency: 'RUB' }),
    field('claim.debt', 'money', 'Осталось оплатить (если осталось)', 'Left to pay (if anything is)', {
      sum: '90045.00',
      currency: 'RUB',
    }),
    field('claim.payDue', 'date', 'Оплатить до', 'To be paid by', '2027-02-20'),
  ],
  payer: [
    field('payer.name', 'text', 'Покупатель', 'Buyer', 'Соколова Анна Игоревна', PERSONAL),
    field('payer.phone', 'text', 'Телефон покупателя', 'Phone of the buyer', '+79000000012', PERSONAL),
    field('payer.email', 'text', 'Почта покупателя', 'E-mail of the buyer', 'anna@example.com', PERSONAL),
  ],
  tourists: [
    list('tourists', 'Туристы', 'Tourists', [
      field('name', 'text', 'Имя', 'Name', 'Соколова Анна', PERSONAL),
      field('latinName', 'text', 'Имя латиницей', 'Name in Latin letters', 'SOKOLOVA ANNA', PERSONAL),
    ]),
  ],
  services: [
    list('services', 'Услуги', 'Services', [
      field('name', 'text', 'Услуга', 'Service', 'SUN PALACE 5*'),
      field('start', 'date', 'Начало', 'Start', '2027-03-12'),
      field('end', 'date', 'Конец', 'End', '2027-03-19'),
      field('quantity', 'number', 'Количество', 'Quantity', 1),
    ]),
  ],
  files: [
    list('files', 'Файлы письма', 'Files of the message', [
      field('name', 'text', 'Название', 'Name', 'Ваучер 123456'),
      field('note', 'text', 'Пояснение', 'Note', 'PDF, 210 КБ'),
    ]),
  ],
  link: [
    field('link.url', 'link', 'Страница с документами', 'Page with the documents', 'https://hub.example.com/d/sample'),
    field('link.until', 'date', 'Страница открыта до', 'The page is open until', '2027-03-26'),
  ],
  change: [
    field('change.document', 'text', 'Какой документ изменился', 'Which document has changed', 'Ваучер'),
    field('change.what', 'text', 'Что изменилось', 'What has changed', 'Время вылета: 14:20 вместо 11:05'),
  ],
  payment: [
    field('payment.sum', 'money', 'Сумма платежа', 'Sum of the payment', { sum: '45000.00', currency: 'RUB' }),
    field('payment.date', 'date', 'Дата платежа', 'Date of the payment', '2026-12-09'),
    field('receipt.url', 'link', 'Ссылка на чек', 'Link to the receipt', 'https://receipts.example.com/9280440301234567/1024'),
    field('receipt.document', 'text', 'Номер фискального документа (ФД)', 'Number of the fiscal document', '1024'),
    field('receipt.sign', 'text', 'Фискальный признак (ФП)', 'Fiscal sign', '3141592653'),
    field('receipt.drive', 'text', 'Фискальный накопитель (ФН)', 'Fiscal drive', '9280440301234567'),
    field(
      'receipt.register',
      'text',
      'Регистрационный номер кассы (РН ККТ)',
      'Registration number of the till',
      '0001234567012345',
    ),
    field('receipt.kind', 'text', 'Вид расчёта', 'Kind of settlement', 'предоплата 100 %'),
    field('receipt.sum', 'money', 'Сумма чека', 'Sum of the receipt', { sum: '45000.00', currency: 'RUB' }),
    field('receipt.at', 'moment', 'Чек выдан', 'The receipt was issued', '2026-12-09T11:31:00+03:00'),
  ],
  invitation: [
    field('invitation.name', 'text', 'Кого приглашают', 'Who is invited', 'Олег Смирнов', PERSONAL),
    field('invitation.url', 'link', 'Ссылка приглашения', 'Link of the invitation', 'https://hub.example.com/invitation#sample'),
  ],
  alerts: [
    field('alerts.count', 'number', 'Сколько неполадок', 'How many alerts', 1),
    field('alerts.url', 'link', 'Оповещения в консоли', 'The alerts in the console', 'https://hub.example.com/alerts'),
    list('alerts.lines', 'Неполадки', 'Alerts', [
      field('text', 'text', 'Что случилось', 'What has happened', 'Система бронирования не отвечает'),
      field('since', 'moment', 'С каких пор', 'Since when', '2026-12-09T11:31:00+03:00'),
    ]),
  ],
  conversation: [
    field('client.name', 'text', 'Клиент', 'Client', 'Анна Игоревна', PERSONAL),
    field('employee.name', 'text', 'Сотрудник', 'Employee', 'Мария'),
    field('conversation.answerBy', 'moment', 'Когда ответим', 'When we answer', '2026-12-09T12:00:00+03:00'),
  ],
  desk: [
    field('desk.name', 'text', 'Как называется отдел', 'What the desk is called', 'Отдел обслуживания клиентов'),
    field('desk.phone', 'text', 'Телефон отдела', 'Phone of the desk', '+7 900 000-00-90'),
    field('desk.email', 'text', 'Почта отдела', 'E-mail of the desk', 'desk@example.com'),
    field('desk.hours', 'text', 'Часы работы', 'Working hours', 'ежедневно с 9 до 21'),
  ],
} as const;

type Group = keyof typeof GROUPS;
const CLAIM = ['claim', 'payer', 'tourists', 'services', 'files', 'link', 'change', 'desk'] as const;

/** What a template is about decides which fields it has. */
const TOPICS = {
  claim: CLAIM,
  payment: [...CLAIM, 'payment'],
  account: ['invitation', 'desk'],
  alert: ['alerts', 'desk'],
  conversation: ['conversation', 'claim', 'desk'],
} as const satisfies { [topic: string]: readonly Group[] };

export type Topic = keyof typeof TOPICS;
export const TOPIC_NAMES = Object.keys(TOPICS) as [Topic, ...Topic[]];

export const fieldsOf = (topic: Topic): readonly TemplateField[] =>
  TOPICS[topic].flatMap((group): readonly TemplateField[] => GROUPS[group]);

/** Made-up data in which every field of a topic has a value. */
export function sampleData(topic: Topic) {
  const data: { [name: string]: DataValue } = {};
  for (const one of fieldsOf(topic)) put(data, one.path, one.type === 'list' ? [sampleOf(one.items)] : one.sample);
  return data;
}

const sampleOf = (items: readonly TemplateField[]) => Object.fromEntries(items.map(({ path, sample }) => [path, sample]));

/** Paths have one or two names. */
export function put(data: { [name: string]: DataValue }, path: string, value: DataValue): void {
  const [head = '', tail] = path.split('.');
  if (tail === undefined) data[head] = value;
  else data[head] = { ...(isGroup(data[head]) ? data[head] : {}), [tail]: value };
}

export function at(data: { [name: string]: DataValue }, path: string): DataValue {
  const [head = '', tail] = path.split('.');
  const value = Object.hasOwn(data, head) ? (data[head] ?? null) : null;
  if (tail === undefined) return value;
  return isGroup(value) && Object.hasOwn(value, tail) ? ((value as TemplateData)[tail] ?? null) : null;
}

const isGroup = (value: DataValue | undefined): value is { [name: string]: DataValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isMoney(value);

export const isMoney = (value: MoneyValue | TemplateData): value is MoneyValue => 'sum' in value && 'currency' in value;
