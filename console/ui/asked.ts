/** The first moment of a day of the viewer, given as a date field does; `after`: of the day behind it. */
export function startOfDay(date: string | undefined, after: 'after' | null = null): string | undefined {
  if (date === undefined) return undefined;
  const at = new Date(`${date}T00:00`);
  if (after !== null) at.setDate(at.getDate() + 1);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** An amount as people type it (`15 000,50`) as the API takes it; nothing for what is none. */
export function amountOf(text: string | undefined): string | undefined {
  const plain = text?.replace(/\s/g, '').replace(',', '.') ?? '';
  return /^-?\d{1,15}(?:\.\d{1,2})?$/.test(plain) ? plain : undefined;
}
