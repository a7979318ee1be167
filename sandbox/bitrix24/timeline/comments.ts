import { uploadedFiles, uploadInto } from '../disk/store.ts';
import { type EntityName, entityTypes } from '../field-spec.ts';
import type { Actor, CrmRecord, Portal, TimelineComment } from '../portal.ts';
import { permit } from '../rights.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';

export interface CommentFile {
  name: string;
  bytes: Buffer;
}

export interface CommentInput {
  entityType: string;
  entityId: number;
  text: string;
  files: CommentFile[];
}

export const timelineNotFound = () => new VendorError(400, 'NOT_FOUND', 'Not found.');

/** The record that `ENTITY_TYPE` and `ENTITY_ID` name. @throws VendorError NOT_FOUND */
export function ownerRecord(portal: Portal, entityType: string, entityId: number): CrmRecord {
  const type = Object.hasOwn(entityTypes, entityType) ? entityTypes[entityType as EntityName] : null;
  const record = type === null ? undefined : portal.records[type].get(entityId);
  if (record === undefined) throw timelineNotFound();
  return record;
}

/**
 * Adds a comment to a record's timeline: it moves the record's last activity and nothing else. Its files go to the disk.
 *
 * @throws VendorError NOT_FOUND when the record is not there; an empty code when there is no text
 */
export function addComment(portal: Portal, input: CommentInput, actor: Actor): TimelineComment {
  const record = ownerRecord(portal, input.entityType, input.entityId);
  permit(portal, 'comment', 'add');
  if (input.text === '') throw new VendorError(400, '', 'Field COMMENT is required.');
  const createdAt = Math.floor(portal.clock.now() / 1000) * 1000;
  const comment: TimelineComment = {
    id: portal.nextId('timeline'),
    entityType: input.entityType,
    entityId: input.entityId,
    authorId: actor.userId,
    createdAt,
    text: input.text,
    files: keptFiles(portal, input.files, actor),
  };
  portal.comments.push(comment);
  Object.assign(record.values, { lastActivityBy: actor.userId, lastActivityTime: createdAt });
  const { entityType, entityId, text } = comment;
  trace(portal, actor, {
    entity: 'comment',
    id: comment.id,
    fields: { entityType, entityId, text, files: input.files.map((file) => file.name) },
  });
  told(portal, comment, 'ADD', actor);
  return comment;
}

/** Changes text and files; files that are given replace all that were there. */
export function updateComment(
  portal: Portal,
  comment: TimelineComment,
  changes: { text: string | null; files: CommentFile[] | null },
  actor: Actor,
): void {
  if (changes.text !== null) comment.text = changes.text;
  if (changes.files !== null) comment.files = keptFiles(portal, changes.files, actor);
  trace(portal, actor, { entity: 'comment', id: comment.id, fields: { text: comment.text, files: comment.files } });
  told(portal, comment, 'UPDATE', actor);
}

export function deleteComment(portal: Portal, comment: TimelineComment, actor: Actor): void {
  portal.comments = portal.comments.filter((one) => one !== comment);
  trace(portal, actor, { entity: 'comment', id: comment.id, fields: {} });
  told(portal, comment, 'DELETE', actor);
}

function told(portal: Portal, { id }: TimelineComment, change: 'ADD' | 'UPDATE' | 'DELETE', actor: Actor): void {
  portal.emit({ name: `ONCRMTIMELINECOMMENT${change}`, data: { ID: String(id) }, objectId: String(id), actor });
}

function keptFiles(portal: Portal, files: CommentFile[], actor: Actor): number[] {
  const kept = (file: CommentFile) => uploadInto(portal, uploadedFiles(portal), { ...file, userId: actor.userId, unique: true });
  return files.map((file) => kept(file).id);
}
