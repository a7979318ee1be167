import { z } from 'zod';
import { ActError } from '../../core/act-error.ts';
import type { Twin, TwinLedger } from '../../core/types.ts';
import type { ReferenceRow, References } from './references.ts';
import { writeStamp } from './stamp.ts';

const inc = z.coerce.number().int().positive();
const patch = z.record(z.string().regex(/^(?!(inc|status|stamp)$)\w+$/), z.union([z.string(), z.number(), z.null()]));
const editInput = z.strictObject({ type: z.string(), inc: inc.exactOptional(), patch });
const deleteInput = z.strictObject({ type: z.string(), inc });

/** What the operator's staff does to the catalogue. Each answers the row as it stands. */
export function referenceActs(references: References, ledger: TwinLedger): Twin['acts'] {
  function known(type: string): string {
    if (!references.types().includes(type)) throw new ActError('not_found', `there is no reference ${type}`);
    return type;
  }

  return {
    edit_reference(input) {
      const { type, inc: number = null, patch: values } = editInput.parse(input);
      const written = references.write(known(type), number, values);
      if (written === null) throw new ActError('not_found', `there is no ${type} ${number}`);
      const { row, changed } = written;
      const line = { entity: type, id: String(row.inc), changed, fields: values, by: 'person' } as const;
      ledger.record({ operation: 'edit_reference', ...line });
      return referenceState(type, row);
    },
    delete_reference(input) {
      const { type, inc: number } = deleteInput.parse(input);
      const row = references.remove(known(type), number);
      if (row === null) throw new ActError('not_found', `there is no ${type} ${number}`);
      const line = { entity: type, id: String(number), changed: true, fields: { status: 'D' }, by: 'person' } as const;
      ledger.record({ operation: 'delete_reference', ...line });
      return referenceState(type, row);
    },
  };
}

/** A row as the control API shows it. */
export function referenceState(type: string, { inc: number, deleted, stamp, values }: ReferenceRow) {
  return { type, inc: number, status: deleted ? 'D' : '', stamp: writeStamp(stamp), ...values };
}
