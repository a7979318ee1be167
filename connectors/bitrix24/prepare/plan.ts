import { createHash } from 'node:crypto';
import type { Sentence } from '../../../domain/errors.ts';
import type { PreparationItem } from '../../sdk/contract.ts';
import type { RecordEntity } from '../entities.ts';
import type { PortalNeeds, Semantic } from './needs.ts';

/** What the portal has, as far as the needs ask. */
export interface PortalState {
  scopes: readonly string[];
  admin: boolean;
  /** By kind of record and name. */
  fields: { [entity in RecordEntity]?: ReadonlyMap<string, { type: string; multiple: boolean; values: readonly string[] }> };
  funnel: { id: number; title: string } | null;
  /** Of the funnel, by code without its number. */
  stages: ReadonlyMap<string, Semantic>;
  /** Codes by dictionary. */
  dictionaries: ReadonlyMap<string, ReadonlySet<string>>;
}

type ItemKind = 'right' | 'field' | 'pipeline' | 'stage' | 'dictionary';

export type PlanItem = PreparationItem & { kind: ItemKind };

export interface PortalPlan {
  needs: PortalNeeds;
  items: PlanItem[];
  /** Names this very plan: whoever agreed to it agreed to nothing else. */
  hash: string;
}

const SCOPES = ['crm', 'userfieldconfig'];

/** Compares needs with the portal. Pure. */
export function planOf(needs: PortalNeeds, state: PortalState): PortalPlan {
  const items = [
    ...rights(state),
    ...needs.fields.map((field) => fieldItem(field, state)),
    pipelineItem(needs, state),
    ...needs.funnel.stages.map((stage) => stageItem(stage, state)),
    ...needs.dictionaries.map(({ dictionary, code, title }): PlanItem => {
      const present = state.dictionaries.get(dictionary)?.has(code) ?? false;
      return {
        kind: 'dictionary',
        of: dictionary,
        code,
        type: 'value',
        title,
        state: present ? 'present' : 'missing',
        note: null,
      };
    }),
  ];
  const hash = createHash('sha256')
    .update(JSON.stringify([needs, items]))
    .digest('hex')
    .slice(0, 32);
  return { needs, items, hash };
}

/** Options that a list lacks. */
export function lackingValues(values: readonly string[], present: readonly string[]): string[] {
  return values.filter((value) => !present.includes(value));
}

function rights({ scopes, admin }: PortalState): PlanItem[] {
  const right = (code: string, title: string, present: boolean, note: Sentence): PlanItem => {
    return {
      kind: 'right',
      of: '',
      code,
      type: 'right',
      title,
      state: present ? 'present' : 'missing',
      note: present ? null : note,
    };
  };
  return [
    ...SCOPES.map((scope) =>
      right(scope, `Право ${scope}`, scopes.includes(scope), {
        ru: `Добавьте вебхуку или приложению право ${scope}.`,
        en: `Grant the webhook or application the permission ${scope}.`,
      }),
    ),
    right('admin', 'Администратор CRM', admin, {
      ru: 'Поля и воронки создаёт только администратор: войдите от его имени или создайте их вручную.',
      en: 'Only an administrator makes fields and funnels: sign in as one, or make them by hand.',
    }),
  ];
}

function fieldItem(
  { entity, name, type, title, multiple = false, values = [] }: PortalNeeds['fields'][number],
  { fields }: PortalState,
): PlanItem {
  const item = { kind: 'field', of: entity, code: name, type, title } as const;
  const there = fields[entity]?.get(name);
  if (!there) return { ...item, state: 'missing', note: null };
  if (there.type !== type || there.multiple !== multiple)
    return {
      ...item,
      state: 'differs',
      note: {
        ru: `Поле есть, но его тип ${there.type}${there.multiple ? ', множественное' : ''}. Тип поля не меняется: удалите его или выберите другое имя.`,
        en: `The field is there, of type ${there.type}${there.multiple ? ', multiple' : ''}. A type cannot be changed: delete the field or choose another name.`,
      },
    };
  const lacking = lackingValues(values, there.values);
  if (lacking.length === 0) return { ...item, state: 'present', note: null };
  const list = lacking.map((value) => `«${value}»`).join(', ');
  return { ...item, state: 'differs', note: { ru: `В списке нет значений: ${list}.`, en: `The list lacks the values ${list}.` } };
}

function pipelineItem({ funnel }: PortalNeeds, { funnel: there }: PortalState): PlanItem {
  const item = { kind: 'pipeline', of: '', code: there ? String(there.id) : '', type: 'deal', title: funnel.title } as const;
  if (!there) return { ...item, state: 'missing', note: null };
  if (there.title === funnel.title) return { ...item, state: 'present', note: null };
  const note = {
    ru: `Воронка называется «${there.title}»; переименовывать её не нужно.`,
    en: `The funnel is called "${there.title}"; no need to rename it.`,
  };
  return { ...item, state: 'present', note };
}

function stageItem({ code, title, semantic }: PortalNeeds['funnel']['stages'][number], { stages }: PortalState): PlanItem {
  const item = { kind: 'stage', of: '', code, type: semantic, title } as const;
  const there = stages.get(code);
  if (there === undefined) return { ...item, state: 'missing', note: null };
  if (there === semantic) return { ...item, state: 'present', note: null };
  const note = {
    ru: 'Стадия относится к другой группе (в работе, успех, провал). Смысл стадии не меняется: удалите её и повторите подготовку.',
    en: 'The stage belongs to another group (in progress, success, failure). That cannot be changed: delete it and prepare again.',
  };
  return { ...item, state: 'differs', note };
}
