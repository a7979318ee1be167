import { asText, type Wire, type WireMap } from './wire.ts';

export type Semantic = 'P' | 'S' | 'F';

export interface Status {
  id: number;
  /** Dictionary: `DEAL_STAGE`, `DEAL_STAGE_7`, `SOURCE` … */
  dictionary: string;
  /** `NEW`, `C7:NEW` … */
  statusId: string;
  name: string;
  sort: number;
  semantic: Semantic;
  /** Only the last failure stages mean that the analysis of a failure goes on. */
  apology: boolean;
  categoryId: number | null;
  system: boolean;
  /** Set by hand; absent for the colour that goes with the semantics. */
  color?: string;
}

export interface Category {
  id: number;
  entityTypeId: number;
  name: string;
  sort: number;
  isDefault: boolean;
  originId: string;
  originatorId: string;
}

type StatusRow = [statusId: string, name: string, semantic?: Semantic];

const dealStages: StatusRow[] = [
  ['NEW', 'Новая'],
  ['PREPARATION', 'Подготовка документов'],
  ['PREPAYMENT_INVOICE', 'Счёт на предоплату'],
  ['EXECUTING', 'В работе'],
  ['FINAL_INVOICE', 'Финальный счёт'],
  ['WON', 'Сделка успешна', 'S'],
  ['LOSE', 'Сделка провалена', 'F'],
  ['APOLOGY', 'Анализ причины провала', 'F'],
];

const tourStages: StatusRow[] = [
  ['C7:NEW', 'Новая'],
  ['C7:CONFIRMED', 'Подтверждена'],
  ['C7:PART_PAID', 'Частично оплачена'],
  ['C7:PAID', 'Оплачена'],
  ['C7:CANCEL_REQUEST', 'Запрошена отмена'],
  ['C7:CHECK', 'Требует проверки'],
  ['C7:WON', 'Поездка состоялась', 'S'],
  ['C7:LOSE', 'Аннулирована', 'F'],
];

const plain: Record<string, StatusRow[]> = {
  DEAL_STAGE: dealStages,
  DEAL_STAGE_7: tourStages,
  STATUS: [
    ['NEW', 'Не обработан'],
    ['IN_PROCESS', 'В работе'],
    ['PROCESSED', 'Обработан'],
    ['CONVERTED', 'Качественный лид', 'S'],
    ['JUNK', 'Некачественный лид', 'F'],
  ],
  SOURCE: [
    ['CALL', 'Звонок'],
    ['EMAIL', 'Электронная почта'],
    ['WEB', 'Веб-сайт'],
    ['ADVERTISING', 'Реклама'],
    ['PARTNER', 'Существующий клиент'],
    ['RECOMMENDATION', 'По рекомендации'],
    ['TRADE_SHOW', 'Выставка'],
    ['AGENCY', 'Агентство'],
    ['OTHER', 'Другое'],
  ],
  DEAL_TYPE: [
    ['SALE', 'Продажа'],
    ['COMPLEX', 'Комплексная продажа'],
    ['GOODS', 'Продажа товара'],
    ['SERVICES', 'Услуги'],
    ['SERVICE', 'Сервисное обслуживание'],
  ],
  CONTACT_TYPE: [
    ['CLIENT', 'Клиенты'],
    ['SUPPLIER', 'Поставщики'],
    ['PARTNER', 'Партнёры'],
    ['OTHER', 'Другое'],
  ],
  COMPANY_TYPE: [
    ['CUSTOMER', 'Клиент'],
    ['SUPPLIER', 'Поставщик'],
    ['PARTNER', 'Партнёр'],
    ['OTHER', 'Другое'],
  ],
  INDUSTRY: [
    ['TRAVEL', 'Туризм'],
    ['OTHER', 'Другое'],
  ],
  EMPLOYEES: [
    ['EMPLOYEES_1', 'менее 50'],
    ['EMPLOYEES_2', '50–250'],
  ],
  HONORIFIC: [
    ['HNR_RU_1', 'Господин'],
    ['HNR_RU_2', 'Госпожа'],
  ],
};

export function seededStatuses(): Status[] {
  const rows = Object.entries(plain).flatMap(([dictionary, statuses]) =>
    statuses.map(([statusId, name, semantic], index) => ({
      dictionary,
      statusId,
      name,
      semantic: semantic ?? ('P' as const),
      index,
    })),
  );
  return rows.map(({ index, ...row }, position) => ({
    ...row,
    id: 101 + 2 * position,
    sort: (index + 1) * 10,
    apology: row.statusId === 'APOLOGY',
    categoryId: row.dictionary === 'DEAL_STAGE_7' ? 7 : null,
    system: /(^|:)(NEW|WON|LOSE|CONVERTED|JUNK)$/.test(row.statusId),
  }));
}

export function seededCategories(): Category[] {
  return [
    { id: 7, entityTypeId: 2, name: 'Туры', sort: 200, isDefault: false, originId: '', originatorId: '' },
    { id: 0, entityTypeId: 2, name: 'Общая', sort: 300, isDefault: true, originId: '', originatorId: '' },
  ];
}

const colours: Record<Semantic, string> = { P: '#39A8EF', S: '#7BD500', F: '#FF5752' };

/** The stages that a new funnel starts with. */
export function newFunnelStages(categoryId: number, nextId: () => number): Status[] {
  return dealStages.map(([statusId, name, semantic = 'P'], index) => ({
    id: nextId(),
    dictionary: `DEAL_STAGE_${categoryId}`,
    statusId: `C${categoryId}:${statusId}`,
    name,
    sort: (index + 1) * 10,
    semantic,
    apology: statusId === 'APOLOGY',
    categoryId,
    system: /^(NEW|WON|LOSE)$/.test(statusId),
  }));
}

/** A dictionary row as the legacy method shows it: strings only. */
export function statusRow(status: Status): WireMap {
  const semantics = { P: 'process', S: 'success', F: status.apology ? 'apology' : 'failure' }[status.semantic];
  const color = status.color ?? colours[status.semantic];
  return {
    ID: String(status.id),
    ENTITY_ID: status.dictionary,
    STATUS_ID: status.statusId,
    NAME: status.name,
    NAME_INIT: status.system ? status.name : '',
    SORT: String(status.sort),
    SYSTEM: status.system ? 'Y' : 'N',
    CATEGORY_ID: status.categoryId === null ? null : String(status.categoryId),
    COLOR: color,
    SEMANTICS: status.semantic === 'P' ? null : status.semantic,
    EXTRA: { SEMANTICS: semantics, COLOR: color },
  };
}

/** A funnel; the default one has no origin fields. */
export function categoryRow(category: Category): WireMap {
  const { id, name, sort, entityTypeId, isDefault, originId, originatorId } = category;
  const common = { id, name, sort, entityTypeId, isDefault: isDefault ? 'Y' : 'N' };
  return isDefault ? common : { ...common, originId, originatorId };
}

/** Keeps the rows whose columns equal the filter's values (one value or a list). */
export function matchesColumns(row: WireMap, filter: WireMap): boolean {
  return Object.entries(filter).every(([key, wanted]) => {
    const value = asText(row[key.replace(/^=/, '').toUpperCase()]);
    const candidates: Wire[] = Array.isArray(wanted) ? wanted : [wanted];
    return candidates.some((candidate) => asText(candidate) === value);
  });
}
