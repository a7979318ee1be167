import type { Semantic, Status } from './dictionaries.ts';
import { type EntityTypeId, entityTypes } from './field-spec.ts';
import { type Actor, fieldsOf, type Portal, type Values } from './portal.ts';
import { portalDate } from './portal-time.ts';
import { invalidValue, requiredField } from './vendor-error.ts';
import { isEmpty } from './wire.ts';

export function stagesOf(portal: Portal, type: EntityTypeId, categoryId: number): Status[] {
  const dictionary = type === entityTypes.lead ? 'STATUS' : categoryId === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${categoryId}`;
  return portal.statuses.filter((status) => status.dictionary === dictionary).sort((a, b) => a.sort - b.sort);
}

/**
 * Brings stage, funnel and what follows from them into agreement.
 *
 * Without a stage a record enters the first stage of its funnel. A stage of another funnel is refused unless the funnel moves along.
 *
 * @param before null for a new record
 * @throws VendorError CRM_FIELD_ERROR_VALUE_NOT_VALID · CRM_FIELD_ERROR_REQUIRED when the stage of the same funnel asks for a field
 */
export function settleStage(portal: Portal, type: EntityTypeId, before: Values | null, next: Values, actor: Actor): void {
  const funnel = Number(next['categoryId'] ?? 0);
  const stages = stagesOf(portal, type, funnel);
  const first = stages[0];
  if (first === undefined) throw invalidValue('Воронка');
  const funnelMoved = before !== null && Number(before['categoryId'] ?? 0) !== funnel;
  const named = next['stageId'] !== before?.['stageId'] && !isEmpty(next['stageId']);
  const stage = named || !(before === null || funnelMoved) ? stages.find((one) => one.statusId === next['stageId']) : first;
  if (stage === undefined) throw invalidValue('Стадия');
  const moved = stage.statusId !== before?.['stageId'];
  if (before !== null && moved && !funnelMoved) requireFields(portal, type, stage.statusId, next);

  next['stageId'] = stage.statusId;
  next['stageSemanticId'] = stage.semantic;
  if (moved) {
    next['movedBy'] = actor.userId;
    next['movedTime'] = next['updatedTime'] ?? null;
  }
  if (type === entityTypes.lead) {
    if (moved) next['dateClosed'] = stage.semantic === 'P' ? null : (next['updatedTime'] ?? null);
    return;
  }
  next['isNew'] = stage === first ? 'Y' : 'N';
  next['closed'] = stage.semantic === 'P' ? 'N' : 'Y';
  const closing = before !== null && moved && stage.semantic !== 'P' && before['stageSemanticId'] === 'P';
  if (closing && next['closedate'] === before['closedate']) next['closedate'] = portalDate(portal.clock.now());
}

function requireFields(portal: Portal, type: EntityTypeId, stageId: string, next: Values): void {
  if (type !== entityTypes.deal) return;
  for (const rule of portal.requiredAtStage) {
    if (!rule.stages.includes(stageId) || !isEmpty(next[rule.field])) continue;
    throw requiredField(fieldsOf(portal, type).find((spec) => spec.name === rule.field)?.title ?? rule.field);
  }
}

/** Adds the line that a created or moved record leaves in the stage history. */
export function logStage(portal: Portal, type: EntityTypeId, before: Values | null, next: Values): void {
  const categoryId = Number(next['categoryId'] ?? 0);
  const semantic = next['stageSemanticId'] as Semantic;
  if (before !== null && before['stageId'] === next['stageId']) return;
  const funnelMoved = before !== null && Number(before['categoryId'] ?? 0) !== categoryId;
  portal.stageMoves.push({
    id: portal.nextId('stageMove'),
    entityTypeId: type,
    kind: before === null ? 1 : funnelMoved ? 5 : semantic === 'P' ? 2 : 3,
    ownerId: Number(next['id']),
    at: Number(next['updatedTime']),
    categoryId,
    stageId: String(next['stageId']),
    semantic,
  });
}
