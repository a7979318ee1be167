import { matchesColumns } from '../dictionaries.ts';
import { diskObjects } from '../disk/store.ts';
import { fileContent, imageSize, storedFiles } from '../files.ts';
import { page } from '../list.ts';
import { family, type MethodTable } from '../method.ts';
import type { Portal, TimelineComment } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import { columns } from '../query.ts';
import { legacyDenial, permit } from '../rights.ts';
import { addComment, type CommentFile, deleteComment, timelineNotFound, updateComment } from '../timeline/comments.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = family(['crm']);

/** Timeline comments. Parameters are upper-case inside `fields`; `fields` itself must be lower-case. */
export const timelineMethods: MethodTable = {
  'crm.timeline.comment.add': crm.value(0.15, ({ machine, params, actor }) => {
    const fields = asMap(params['fields']);
    const input = {
      entityType: asText(fields['ENTITY_TYPE']).toLowerCase(),
      entityId: asId(fields['ENTITY_ID']) ?? 0,
      text: asText(fields['COMMENT']),
      files: filesOf(fields['FILES']),
    };
    return addComment(machine.portal, input, actor).id;
  }),
  'crm.timeline.comment.update': crm.value(0.15, ({ machine, params, actor }) => {
    const { COMMENT: text, FILES: files } = asMap(params['fields']);
    const comment = found(machine.portal, params);
    permit(machine.portal, 'comment', 'update');
    const changes = { text: text === undefined ? null : asText(text), files: files === undefined ? null : filesOf(files) };
    updateComment(machine.portal, comment, changes, actor);
    return comment.id;
  }),
  'crm.timeline.comment.get': crm.value(0.05, ({ machine, params }) => {
    permit(machine.portal, 'comment', 'read', legacyDenial);
    const comment = machine.portal.comments.find((one) => one.id === asId(params['id']));
    if (comment === undefined) throw new VendorError(400, '', 'Not found.');
    return commentRow(machine.portal, comment);
  }),
  'crm.timeline.comment.delete': crm.value(0.1, ({ machine, params, actor }) => {
    const comment = found(machine.portal, params);
    permit(machine.portal, 'comment', 'delete');
    deleteComment(machine.portal, comment, actor);
    return null;
  }),
  'crm.timeline.comment.list': crm.paged(0.08, ({ machine, params }) => {
    permit(machine.portal, 'comment', 'read', legacyDenial);
    const filter = asMap(params['filter']);
    if (asText(filter['ENTITY_ID']) === '' || asText(filter['ENTITY_TYPE']) === '') {
      throw new VendorError(400, '', 'Filter by ENTITY_ID and ENTITY_TYPE is required.');
    }
    const { CREATED: _, ...usable } = filter;
    const direction = asText(asMap(params['order'])['ID']).toUpperCase();
    const all = machine.portal.comments.map((comment) => commentRow(machine.portal, comment));
    const wanted = all.filter((row) => matchesColumns(row, usable));
    const { rows, ...paging } = page(direction === 'ASC' ? wanted : wanted.reverse(), params['start']);
    return { result: rows.map((row) => columns(row, params['select'], ['ID'])), ...paging };
  }),
};

function found(portal: Portal, params: WireMap): TimelineComment {
  const comment = portal.comments.find((one) => one.id === asId(params['id']));
  if (comment === undefined) throw timelineNotFound();
  return comment;
}

function filesOf(raw: Wire | undefined): CommentFile[] {
  return asList(raw)
    .map(fileContent)
    .filter((file) => file !== null);
}

/** Strings only; `FILES` is a map by file id. Its links open in a browser session, not by REST. */
function commentRow(portal: Portal, comment: TimelineComment): WireMap {
  return {
    ID: String(comment.id),
    ENTITY_ID: String(comment.entityId),
    ENTITY_TYPE: comment.entityType,
    CREATED: isoOf(comment.createdAt),
    COMMENT: comment.text,
    AUTHOR_ID: String(comment.authorId),
    FILES: Object.fromEntries(comment.files.map((id) => [String(id), fileRow(portal, comment, id)])),
  };
}

function fileRow(portal: Portal, { createdAt, authorId }: TimelineComment, id: number): Wire {
  const object = diskObjects(portal).get(id);
  const stored = storedFiles(portal).get(object?.fileId ?? 0);
  const name = object?.name ?? '';
  const size = stored === undefined ? null : imageSize(stored);
  const author = portal.users.find((user) => user.id === authorId);
  return {
    id,
    date: isoOf(createdAt),
    type: /\.(gif|jpe?g|png)$/i.test(name) ? 'image' : 'file',
    name,
    size: stored?.bytes.length ?? 0,
    ...(size !== null && { image: size }),
    authorId,
    authorName: author === undefined ? '' : `${author.name} ${author.lastName}`,
    urlPreview: size === null ? '' : `/disk/showFile/${id}/?preview=Y`,
    urlShow: `/disk/showFile/${id}/?filename=${encodeURIComponent(name)}`,
    urlDownload: `/disk/downloadFile/${id}/?filename=${encodeURIComponent(name)}`,
  };
}
