import type { Claim } from '../claim.ts';
import { SamoFault } from '../fault.ts';
import type { Call, Procedure } from '../procedures.ts';
import { childText, element } from '../xml.ts';
import { passing, reasons } from './categories.ts';
import { documentRow } from './list-answer.ts';

/** Documents through the claim service. */
export const documentProcedures: Record<string, Procedure> = {
  GET_DOCUMENTS(call) {
    const claim = documentsClaim(call);
    const rows = call.cabinet.entries(claim);
    if (rows.length === 0) throw new SamoFault('1111');
    const items = rows.map(({ entry, paper }) => element('i', documentRow(claim, entry, paper)));
    return element('dataset', { name: 'DOCUMENT' }, ...items);
  },

  async GET_DOCUMENT_URL(call) {
    const { cabinet, params } = call;
    const claim = documentsClaim(call);
    const id = childText(params, 'DOCUMENTID');
    if (id === '') throw new SamoFault('104');
    const found = cabinet.entries(claim).find(({ entry }) => entry.id === id);
    if (found === undefined) throw new SamoFault('1111');
    const { reason, payment } = found.entry;
    if (reason !== null) throw passing.includes(reason) ? new SamoFault('3500') : new SamoFault('1400', reasons[reason]);
    if (payment) throw new SamoFault('1400');
    const job = cabinet.render(claim, found.entry);
    if (!(await cabinet.waitFor(job))) throw new SamoFault('3500');
    return element('document', { url: call.fileUrl(job.file) });
  },
};

/** The number is enough here; a guid that is given must belong to it. */
function documentsClaim({ office, params }: Call): Claim {
  const claim = office.find(childText(params, 'CLAIM'));
  const guid = childText(params, 'GUID');
  if (claim === undefined || (guid !== '' && office.find(guid) !== claim)) throw new SamoFault('1120');
  return claim;
}
