import type { ClaimRef } from '../../domain/deals/claim.ts';
import type { WriteInput, WriteOutcome } from '../../domain/deals/ports.ts';
import { HubError, isHubError, type Sentence } from '../../domain/errors.ts';
import type { Write } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { child, children, type XmlInput } from '../sdk/xml.ts';
import type { RawClaim, SamoClient } from './client.ts';
import { badInput, outcomeOf, refOf, textField } from './outcome.ts';
import { brokenRule, type Change, couldBeConfused, type PersonRow, same, strayFields } from './tourist-rules.ts';

const TIMEOUT_MS = 120_000;

/**
 * Writes a tourist's phone and e-mail: fields `{number, touristKey, phone?, email?}`; null clears.
 *
 * The service saves tourists as a set and pairs them by the number of equal fields, so the whole set is read, checked by the service's own
 * rules, saved with one person changed, and read again: every other field of every tourist must be what it was.
 * @throws HubError `validation` when a rule forbids the value, when two tourists could be taken for one another, or when the set read back
 *   is not the one that was sent
 */
export const saveTourist: Write<SamoClient> = {
  retry: 'findable',
  settleMs: 120_000,
  timeoutMs: TIMEOUT_MS,
  async perform(client, input) {
    const ref = refOf(input);
    const deadlineAt = client.clock.now() + scaledTimeoutMs(TIMEOUT_MS, client.limitScale);
    const before = await client.readRaw(ref, deadlineAt);
    if (!before) throw refused('SAMO_NO_TOURIST', NO_TOURIST);
    const people = peopleOf(before);
    const target = targetOf(before, input);
    const changes = changesOf(input, target);
    if (holds(target, changes)) return outcomeOf(before.claim);

    const broken = brokenRule(before.rules, changes);
    if (broken) throw refused('SAMO_TOURIST_RULE', broken);
    if (couldBeConfused(people, target, changes.length)) throw refused('SAMO_TOURISTS_ALIKE', ALIKE);
    const sent = people.map((person) => (person === target ? { ...person, ...Object.fromEntries(changes) } : person));
    await client.work({ proc: 'GET_CLAIM_SAVE', params: saveParams(ref, sent), readOnly: false, deadlineAt });

    const after = await readBack(client, ref, deadlineAt);
    const changed = changes.map(([field]) => field);
    const stray = strayFields(sent, peopleOf(after), changed, people.indexOf(target));
    if (stray.length > 0) throw refused('SAMO_TOURISTS_MIXED', MIXED, stray.join(', '));
    return outcomeOf(after.claim);
  },
  async find(client, input): Promise<WriteOutcome | null> {
    const raw = await client.readRaw(refOf(input));
    if (!raw) return null;
    const target = targetOf(raw, input);
    return holds(target, changesOf(input, target)) ? outcomeOf(raw.claim) : null;
  },
};

function peopleOf(raw: RawClaim): PersonRow[] {
  return children(child(raw.document, 'peoples'), 'people').map((node) => node.attributes);
}

function targetOf(raw: RawClaim, input: WriteInput): PersonRow {
  const key = textField(input.fields, 'touristKey');
  const target = peopleOf(raw)[raw.claim.tourists.findIndex((tourist) => tourist.key === key)];
  if (!target) throw refused('SAMO_NO_TOURIST', NO_TOURIST);
  return target;
}

/** A phone goes where the person's phone is read from: `mobile` where there is one. */
function changesOf(input: WriteInput, target: PersonRow): Change[] {
  const phoneField = target['mobile']?.trim() ? 'mobile' : 'phone';
  const changes: Change[] = [];
  if ('phone' in input.fields) changes.push([phoneField, textField(input.fields, 'phone') ?? '']);
  if ('email' in input.fields) changes.push(['email', textField(input.fields, 'email') ?? '']);
  if (changes.length === 0) throw badInput('neither phone nor email');
  return changes;
}

function holds(target: PersonRow, changes: readonly Change[]): boolean {
  return changes.every(([field, value]) => same(field, target[field], value));
}

function saveParams(ref: ClaimRef, people: readonly PersonRow[]): XmlInput {
  return {
    claimDocument: {
      $: { guid: ref.guid, providerNumber: ref.number },
      peoples: { people: people.map((person) => ({ $: { ...person } })) },
    },
  };
}

/** The save was taken: whatever prevents looking at it, its outcome is open until somebody can. */
async function readBack(client: SamoClient, ref: ClaimRef, deadlineAt: number): Promise<RawClaim> {
  let after: RawClaim | null = null;
  let cause: unknown;
  try {
    after = await client.readRaw(ref, deadlineAt);
  } catch (error) {
    if (!isHubError(error)) throw error;
    cause = error;
  }
  if (after) return after;
  throw new HubError({ code: 'SAMO_SAVE_NOT_VERIFIED', kind: 'unknown_outcome', userMessage: NOT_VERIFIED, cause });
}

function refused(code: string, userMessage: Sentence, detail?: string): HubError {
  return new HubError({ code, kind: 'validation', userMessage, ...(detail === undefined ? {} : { detail }) });
}

const NO_TOURIST = { ru: 'В заявке САМО нет такого туриста.', en: 'The claim in SAMO has no such tourist.' };
const ALIKE = {
  ru: 'Туристы заявки слишком похожи: САМО может перепутать их при сохранении. Внесите изменение в САМО вручную.',
  en: 'The tourists of this claim are too much alike: SAMO could mix them up. Make the change in SAMO by hand.',
};
const MIXED = {
  ru: 'После сохранения данные туристов в САМО отличаются от отправленных. Проверьте заявку в САМО.',
  en: 'After the save the tourists in SAMO differ from what was sent. Check the claim in SAMO.',
};
const NOT_VERIFIED = {
  ru: 'САМО приняло данные туриста, но проверить их пока не удалось.',
  en: 'SAMO took the tourist data, but they could not be checked yet.',
};
