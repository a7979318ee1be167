import { type EntityName, entityTypes } from './field-spec.ts';
import type { Actor, Portal, TimelineComment } from './portal.ts';
import { VendorError } from './vendor-error.ts';

export interface CommentInput {
  entityType: string;
  entityId: number;
  text: string;
  files: { name: string; size: number }[];
}

/**
 * Adds a comment to a record's timeline: it moves the record's last activity and nothing else.
 *
 * @throws VendorError NOT_FOUND when the record is not there; an empty code when there is no text
 */
export function addComment(portal: Portal, input: CommentInput, actor: Actor): TimelineComment {
  const type = Object.hasOwn(entityTypes, input.entityType) ? entityTypes[input.entityType as EntityName] : null;
  const record = type === null ? undefined : portal.records[type].get(input.entityId);
  if (record === undefined) throw new VendorError(400, 'NOT_FOUND', 'Not found.');
  if (input.text === '') throw new VendorError(400, '', 'Field COMMENT is required.');
  const createdAt = Math.floor(portal.clock.now() / 1000) * 1000;
  const comment: TimelineComment = {
    id: portal.nextId('comment'),
    entityType: input.entityType,
    entityId: input.entityId,
    authorId: actor.userId,
    createdAt,
    text: input.text,
    files: input.files.map((file) => ({ id: portal.nextId('file'), ...file })),
  };
  portal.comments.push(comment);
  Object.assign(record.values, { lastActivityBy: actor.userId, lastActivityTime: createdAt });
  portal.ledger.record({
    operation: actor.operation,
    entity: 'comment',
    id: String(comment.id),
    changed: true,
    fields: {
      entityType: comment.entityType,
      entityId: comment.entityId,
      text: comment.text,
      files: comment.files.map((file) => file.name),
    },
    by: actor.by === 'api' ? 'api' : 'person',
  });
  portal.emit({ name: 'ONCRMTIMELINECOMMENTADD', data: { ID: String(comment.id) }, objectId: String(comment.id), actor });
  return comment;
}
