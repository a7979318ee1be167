const NAME_LENGTH = 25;

/** A name as open lines accept it: letters, spaces, hyphens and apostrophes, at most 25 characters; emoji and digits fall out. */
export function chatName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\s'’-]/gu, ' ')
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, NAME_LENGTH)
    .trim();
}

/**
 * An operator's message as a messenger shows it: BBCode becomes plain text, and the operator's name, which the portal puts in front, goes.
 */
export function plainText(bbcode: string): string {
  return bbcode
    .replace(/^\s*\[b\][^[\]]*:\[\/b\]\s*(\[br\]|\n)?\s*/i, '')
    .replace(/\[br\]/gi, '\n')
    .replace(/\[url=([^\]]+)\]([\s\S]*?)\[\/url\]/gi, (_, address: string, label: string) =>
      label.trim() === '' || label.trim() === address.trim() ? address : `${label} (${address})`,
    )
    .replace(/\[(?:user|chat|send|put|call)=[^\]]*\]([\s\S]*?)\[\/(?:user|chat|send|put|call)\]/gi, '$1')
    .replace(/\[\/?(?:b|i|u|s|url|size|color|font|quote|code|list|p|\*|img|icon|disk|attach|history)(?:=[^\]]*)?\]/gi, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
