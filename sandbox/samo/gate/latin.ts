const letters: Record<string, string> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'i', к: 'k', л: 'l', м: 'm' },
  ...{ н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch' },
  ...{ ъ: '', ы: 'y', ь: '', э: 'e', ю: 'iu', я: 'ia' },
};

/** How a catalogue name is written in Latin letters. */
export function latin(text: string): string {
  return Array.from(text, (character) => {
    const lower = character.toLowerCase();
    const written = letters[lower] ?? character;
    return lower === character ? written : written.slice(0, 1).toUpperCase() + written.slice(1);
  }).join('');
}
