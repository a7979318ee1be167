import { addComment } from '../comments.ts';
import { matchesColumns } from '../dictionaries.ts';
import { page } from '../list.ts';
import type { MethodTable } from '../method.ts';
import type { TimelineComment } from '../portal.ts';
import { isoOf } from '../portal-time.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = ['crm'];

/** Timeline comments. Parameters are upper-case inside `fields`; `fields` itself must be lower-case. */
export const timelineMethods: MethodTable = {
  'crm.timeline.comment.add': {
    scopes: crm,
    seconds: 0.15,
    run({ machine, params, actor }) {
      const fields = asMap(params['fields']);
      const files = asList(fields['FILES']).map((file) => asList(file).map(asText));
      const comment = addComment(
        machine.portal,
        {
          entityType: asText(fields['ENTITY_TYPE']).toLowerCase(),
          entityId: asId(fields['ENTITY_ID']) ?? 0,
          text: asText(fields['COMMENT']),
          files: files.map(([name = '', content = '']) => ({ name, size: Buffer.from(content, 'base64').length })),
        },
        actor,
      );
      return { result: comment.id };
    },
  },
  'crm.timeline.comment.get': {
    scopes: crm,
    seconds: 0.05,
    run({ machine, params }) {
      const comment = machine.portal.comments.find((one) => one.id === asId(params['id']));
      if (comment === undefined) throw new VendorError(400, '', 'Not found.');
      return { result: commentRow(comment) };
    },
  },
  'crm.timeline.comment.list': {
    scopes: crm,
    seconds: 0.08,
    run({ machine, params }) {
      const filter = asMap(params['filter']);
      if (asText(filter['ENTITY_ID']) === '' || asText(filter['ENTITY_TYPE']) === '') {
        throw new VendorError(400, '', 'Filter by ENTITY_ID and ENTITY_TYPE is required.');
      }
      const { CREATED: _, ...usable } = filter;
      const direction = asText(asMap(params['order'])['ID']).toUpperCase();
      const found = machine.portal.comments.map(commentRow).filter((row) => matchesColumns(row, usable));
      const { rows, ...paging } = page(direction === 'ASC' ? found : found.reverse(), params['start']);
      const names = asList(params['select']).map(asText);
      return { result: rows.map((row) => selected(row, names)), ...paging };
    },
  },
};

function selected(row: WireMap, names: string[]): WireMap {
  if (names.length === 0 || names.includes('*')) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === 'ID' || names.includes(name)));
}

/** Strings only; `FILES` is a map by file id. Its links open in a browser session, not by REST. */
function commentRow(comment: TimelineComment): WireMap {
  const created = isoOf(comment.createdAt);
  const file = ({ id, name, size }: TimelineComment['files'][number]): Wire => ({
    id,
    date: created,
    type: /\.(gif|jpe?g|png)$/i.test(name) ? 'image' : 'file',
    name,
    size,
    authorId: comment.authorId,
    authorName: 'Интеграция Узел',
    urlPreview: '',
    urlShow: `/disk/showFile/${id}/?filename=${encodeURIComponent(name)}`,
    urlDownload: `/disk/downloadFile/${id}/?filename=${encodeURIComponent(name)}`,
  });
  return {
    ID: String(comment.id),
    ENTITY_ID: String(comment.entityId),
    ENTITY_TYPE: comment.entityType,
    CREATED: created,
    COMMENT: comment.text,
    AUTHOR_ID: String(comment.authorId),
    FILES: Object.fromEntries(comment.files.map((one) => [String(one.id), file(one)])),
  };
}
