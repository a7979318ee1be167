import type { DocumentCategory } from '../../domain/booking/ports.ts';
import { planPack } from '../../domain/documents/plan.ts';
import { policyFor, tourTypeOf } from '../../domain/documents/policy.ts';
import type { ListedDocument, PackPolicy, PlannedPart, TourType } from '../../domain/documents/types.ts';
import { HubError } from '../../domain/errors.ts';
import { dateIn } from '../../domain/time/zoned.ts';
import { hoursFor, readCalendar } from '../../store/calendars.ts';
import { getPair } from '../../store/connections.ts';
import { sendsOf } from '../../store/document-sends.ts';
import { documentsOf } from '../../store/documents.ts';
import type { LinkRow } from '../../store/links.ts';
import { policiesInForce } from '../../store/pack-policies.ts';
import { at } from '../context.ts';
import type { DocumentDeps } from './deps.ts';
import { areQuestioned, sentParts } from './view.ts';

export type PreviewDeps = Pick<DocumentDeps, 'db' | 'booking'>;

export interface PackPreview {
  policy: { name: string; version: number } | null;
  tour: TourType;
  parts: PlannedPart[];
  /** Documents that no part of the policy names. */
  left: DocumentCategory[];
}

/**
 * What would become of a claim's documents now, by what is in force or by a policy that is only thought of. Reads the claim and its list, and changes nothing,
 * neither outside nor here.
 * @throws HubError `not_found` when the booking system does not know the claim
 */
export async function previewPack(deps: PreviewDeps, link: LinkRow, now: Date, thought?: PackPolicy): Promise<PackPreview> {
  const pair = await getPair(deps.db, link.pairId);
  const booking = pair === null ? null : await deps.booking(pair.leftConnection);
  const ref = { guid: link.leftId, number: link.leftNumber ?? '' };
  const claim = pair === null || booking === null ? null : await at(pair.leftConnection, booking.getClaim(ref));
  if (pair === null || booking === null || claim === null) throw gone();
  const listed = await at(pair.leftConnection, booking.listDocuments(ref));
  const [known, sends, questioned, policies] = await Promise.all([
    documentsOf(deps.db, link.id),
    sendsOf(deps.db, link.id),
    areQuestioned(deps.db, link),
    policiesInForce(deps.db),
  ]);
  const documents = listed.map((document): ListedDocument => {
    const { id: externalId, version, category, holder, availability } = document;
    const row = known.find((one) => one.externalId === externalId && one.version === version);
    const touristKeys = holder.kind === 'tourist' ? [holder.touristKey] : holder.kind === 'service' ? holder.touristKeys : [];
    return {
      ...{ id: row?.id ?? externalId, externalId, version, category, holder: holder.kind, touristKeys, availability },
      state: row?.state ?? 'listed',
    };
  });
  const policy =
    thought === undefined
      ? policyFor(
          policies.map(({ body, version }) => ({ ...body, version })),
          claim,
        )
      : { ...thought, version: 0 };
  const { calendar } = (await readCalendar(deps.db, pair.unitId, now)).row;
  const today = dateIn(hoursFor(calendar).zone, now.getTime());
  const parts = policy === null ? [] : planPack({ claim, documents, policy, sent: sentParts(sends, known), questioned, today });
  const named = new Set((policy?.parts ?? []).flatMap((part) => part.documents));
  return {
    policy: policy && { name: policy.name, version: policy.version },
    tour: tourTypeOf(claim),
    parts,
    left: [...new Set(documents.map(({ category }) => category))].filter((category) => !named.has(category)),
  };
}

const gone = () =>
  new HubError({
    code: 'CLAIM_GONE',
    kind: 'not_found',
    userMessage: { ru: 'Система бронирования не знает этой заявки', en: 'The booking system does not know this claim' },
  });
