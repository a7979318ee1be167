import type { DocumentCategory } from '../booking/ports.ts';
import type { Claim } from '../deals/claim.ts';
import { CATEGORY_WORDS } from './words.ts';

export interface NamedFile {
  id: string;
  /** With its ending. */
  name: string;
  /** What it is and how large: `PDF, 210 КБ`. */
  note: string;
}

interface KeptFile {
  id: string;
  category: DocumentCategory;
  touristKeys: readonly string[];
  contentType: string | null;
  sizeBytes: number | null;
}

const ENDINGS: { readonly [type: string]: string } = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
};

/** What documents are called for those who get them: kind, claim, whose it is. Two of one kind are told apart. */
export function nameFiles(
  files: readonly KeptFile[],
  claim: Pick<Claim, 'ref' | 'tourists'>,
  language: 'ru' | 'en',
): NamedFile[] {
  const taken = new Map<string, number>();
  return files.map(({ id, category, touristKeys, contentType, sizeBytes }) => {
    const [only, ...others] = touristKeys;
    const tourist = others.length === 0 ? claim.tourists.find(({ key }) => key === only) : undefined;
    const whose = plain(tourist?.latinName ?? tourist?.name ?? '');
    const stem = [CATEGORY_WORDS[category][language], plain(claim.ref.number), whose].filter((word) => word !== '').join(' ');
    const count = (taken.get(stem) ?? 0) + 1;
    taken.set(stem, count);
    const ending = ENDINGS[contentType ?? ''] ?? 'bin';
    const name = `${count === 1 ? stem : `${stem} (${count})`}.${ending}`;
    return { id, name, note: noteOf(ending, sizeBytes ?? 0, language) };
  });
}

/** Letters and digits of any script, blanks and dashes: what every mail program and disk takes. */
const plain = (text: string) =>
  text
    .replace(/[^\p{L}\p{N} -]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 60);

function noteOf(ending: string, bytes: number, language: 'ru' | 'en'): string {
  const units = { ru: ['КБ', 'МБ'], en: ['KB', 'MB'] }[language];
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  const size = kilobytes < 1024 ? `${kilobytes} ${units[0]}` : `${(kilobytes / 1024).toFixed(1)} ${units[1]}`;
  return `${ending.toUpperCase()}, ${language === 'ru' ? size.replace('.', ',') : size}`;
}
