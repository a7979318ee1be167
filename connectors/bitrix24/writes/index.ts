import { addActivity, addComment, addTask, addTodo, uploadDocument, uploadFile } from './card.ts';
import { confirmDelivery, sendToLine } from './lines.ts';
import { addRecord, setRows, updateRecord } from './records.ts';

/** Everything that the hub changes on a portal. */
export const writes = {
  'record.add': addRecord,
  'record.update': updateRecord,
  'rows.set': setRows,
  'comment.add': addComment,
  'todo.add': addTodo,
  'activity.add': addActivity,
  'task.add': addTask,
  'file.upload': uploadFile,
  'document.upload': uploadDocument,
  'line.send': sendToLine,
  'line.delivered': confirmDelivery,
};
