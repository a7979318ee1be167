const SHORTEST = 12;
const SEQUENCES = ['abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', 'йцукенгшщзхъфывапролджэячсмитьбю', '01234567890'];
const COMMON = /passw|парол|qwert|йцук|admin|админ|welcome|letmein|uzel|узел|iloveyou|secret|dragon|monkey|football/g;

/**
 * Why a password may not be taken; null when it may. Length decides; besides, nothing that a guesser tries first: runs of one letter, rows of the
 * keyboard, words that everybody takes, the person's own name or address.
 */
export function weaknessOf(password: string, person: { name: string; email: string }): string | null {
  if ([...password].length < SHORTEST) return `at least ${SHORTEST} characters`;
  const plain = password.toLowerCase();
  const own = [...person.name.toLowerCase().split(/\s+/), ...person.email.toLowerCase().split(/[@._-]+/)].filter(
    (word) => word.length > 3,
  );
  const rest = own.reduce((text, word) => text.replaceAll(word, ''), withoutRows(plain).replace(COMMON, ''));
  if (new Set(plain).size < 5 || rest.length < SHORTEST / 2)
    return 'too easy to guess: take words that have nothing to do with you';
  return null;
}

/** The text without runs of four and more neighbours on the keyboard or in the alphabet, in either direction. */
function withoutRows(text: string): string {
  let left = text;
  for (const row of SEQUENCES.flatMap((line) => [line, [...line].reverse().join('')])) {
    for (let length = row.length; length >= 4; length -= 1) {
      for (let start = 0; start + length <= row.length; start += 1) left = left.replaceAll(row.slice(start, start + length), '');
    }
  }
  return left;
}
