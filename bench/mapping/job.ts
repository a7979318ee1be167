import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../config/root.ts';
import type { Fields } from '../../domain/json.ts';
import { compile } from '../../mappings/engine/compile.ts';
import { libraryOf, withText } from '../../mappings/engine/library.ts';
import { readTexts } from '../../mappings/engine/load.ts';
import type { Mapping } from '../../mappings/engine/types.ts';
import { sampleClaim, sampleService } from '../../tests/support/claims.ts';

/** The job that all three do: a claim with twelve services as a deal of at least forty fields. */
export const SERVICES = 12;
const SPEC = 'samo-claim--bitrix24-deal';

/** What a portal of some size adds to the shipped spec. */
const MORE = `
  - { id: guid, from: ref.guid, to: UF_CRM_GUID, owner: left }
  - { id: revision, from: revision, to: UF_CRM_REVISION, owner: left }
  - { id: pay-currency, from: money.payment.currency, to: UF_CRM_PAY_CURRENCY, owner: left }
  - { id: created, from: dates.created, to: UF_CRM_CREATED, via: [date], owner: left }
  - { id: confirmed, from: dates.confirmed, to: UF_CRM_CONFIRMED, via: [date], owner: left }
  - { id: prepay, from: dates.prepayDue, to: UF_CRM_PREPAY, via: [date], owner: left }
  - { id: net, from: money.claim.net, to: UF_CRM_NET, via: [amount], owner: left }
  - { id: pay-debt, from: [money.payment.debt, money.payment.currency], to: UF_CRM_PAY_DEBT, via: [moneyWithCurrency], owner: left }
  - { id: pay-paid, from: [money.payment.paid, money.payment.currency], to: UF_CRM_PAY_PAID, via: [moneyWithCurrency], owner: left }
  - { id: nights, from: nights, to: UF_CRM_NIGHTS, owner: left }
  - { id: country-key, from: country.key, to: UF_CRM_COUNTRY_KEY, owner: left }
  - { id: tour-key, from: tour.key, to: UF_CRM_TOUR_KEY, owner: left }
  - { id: edited, from: dates.edited, to: UF_CRM_EDITED, owner: left }
  - { id: reason, from: cancelReason, to: UF_CRM_REASON, via: [trim, { limit: 255 }], owner: left }

requests:`;

export const record: Fields = JSON.parse(
  JSON.stringify({
    ...sampleClaim({
      services: Array.from({ length: SERVICES }, (_, index) =>
        sampleService({
          uid: String(index),
          kind: index % 3 === 0 ? 'hotel' : index % 3 === 1 ? 'transport' : 'service',
          name: `Услуга ${SERVICES - index}`,
          begin: `2027-03-${String(12 + (index % 7)).padStart(2, '0')}`,
          price: `${100 + index}.${10 + index}`,
        }),
      ),
    }),
    links: { contact: { $link: 'lnk_contact' }, company: null },
  }),
);

export const constants: Fields = { assignedById: '1', sourceId: 'SAMO' };

/** The shipped spec with what is added, compiled. */
export async function compiledSpec(): Promise<Mapping> {
  const dir = join(projectRoot(), 'mappings/specs');
  const shipped = libraryOf(await readTexts(dir));
  const text = readFileSync(join(dir, `${SPEC}.yaml`), 'utf8').replace('\nrequests:', MORE);
  const library = withText(shipped, { kind: 'spec', name: SPEC, version: 1, text, file: 'bench' });
  const spec = library.specs[SPEC];
  if (spec === undefined) throw new Error(`${SPEC} is not there`);
  return compile(spec, library);
}
