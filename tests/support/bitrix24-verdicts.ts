/** Why a page is not simply passed. Pages without a line here pass. */
export type Verdict =
  | { verdict: 'out of scope'; why: string }
  /** `departures` are all of them, as the comparison words them. */
  | { verdict: 'deviating'; why: string; departures: string[] };

const recurring = 'Регулярные сделки: ни один процесс их не ведёт.';
void recurring;

export const verdicts: { [page: string]: Verdict } = {};
