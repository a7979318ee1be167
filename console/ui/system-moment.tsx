import { When } from './when.tsx';

/** A moment with its zone, or with none. */
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** A revision as its system tells it: a moment where it is one; told as it is where the system does not say its zone. */
export function SystemMoment({ at }: { at: string | null }) {
  if (at === null) return <>—</>;
  const [, day, time, zone] = MOMENT.exec(at) ?? [];
  if (day === undefined || time === undefined) return <>{at}</>;
  return zone === undefined ? <time>{`${day} ${time}`}</time> : <When at={new Date(at).toISOString()} />;
}
