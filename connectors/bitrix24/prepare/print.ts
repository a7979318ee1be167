import type { PreparationItem, PreparationPlan } from '../../sdk/contract.ts';
import type { PortalNeeds } from './needs.ts';

type Language = 'ru' | 'en';

const WORDS = {
  ru: {
    title: 'Подготовка портала Битрикс24',
    columns: '| Что | Где | Код | Тип | Название | Состояние | Что сделать |',
    kinds: { right: 'Право', field: 'Поле', pipeline: 'Воронка', stage: 'Стадия', dictionary: 'Значение справочника' },
    entities: { deal: 'сделка', contact: 'контакт', company: 'компания', lead: 'лид' },
    states: { present: 'есть', missing: 'нет', differs: 'отличается' },
    create: 'создать',
    values: 'Значения',
  },
  en: {
    title: 'Preparing the Bitrix24 portal',
    columns: '| What | Where | Code | Type | Title | State | To do |',
    kinds: { right: 'Permission', field: 'Field', pipeline: 'Funnel', stage: 'Stage', dictionary: 'Dictionary value' },
    entities: { deal: 'deal', contact: 'contact', company: 'company', lead: 'lead' },
    states: { present: 'present', missing: 'missing', differs: 'differs' },
    create: 'create',
    values: 'Values',
  },
} as const;

/** The plan as a Markdown page for an administrator who makes everything by hand. */
export function printable({ items, hash }: PreparationPlan, needs: PortalNeeds, language: Language): string {
  const words = WORDS[language];
  const rows = items.map((item) => row(item, language));
  const lists = needs.fields.flatMap(({ entity, name, values = [] }) => {
    return values.length === 0
      ? []
      : [`- ${words.values} ${entityName(entity, language)}.${name}: ${values.map((value) => `«${value}»`).join(', ')}`];
  });
  return [
    `# ${words.title}`,
    '',
    words.columns,
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...lists,
    '',
    `\`${hash}\``,
    '',
  ].join('\n');
}

function row(item: PreparationItem, language: Language): string {
  const words = WORDS[language];
  const todo = item.note?.[language] ?? (item.state === 'missing' ? words.create : '');
  const cells = [
    kindName(item.kind, language),
    entityName(item.of, language),
    item.code,
    item.type,
    item.title,
    words.states[item.state],
    todo,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function kindName(kind: string, language: Language): string {
  const names: { [kind: string]: string } = WORDS[language].kinds;
  return names[kind] ?? kind;
}

function entityName(of: string, language: Language): string {
  const names: { [entity: string]: string } = WORDS[language].entities;
  return names[of] ?? of;
}
