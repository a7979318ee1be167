/**
 * Stages of a funnel other than the default one carry its number in front: `C7:NEW`. Inside the hub the configured funnel's stages go by their
 * code alone, and those of every other funnel with its number, the default one included (`C0:NEW`): equal codes of two funnels stay apart.
 */
export function stageInHub(stageId: string | null, categoryId: string | null, funnel: number): string | null {
  if (stageId === null || categoryId === null) return stageId;
  const code = stageId.replace(/^C\d+:/, '');
  return categoryId === String(funnel) ? code : `C${categoryId}:${code}`;
}

/** The other way round; a code that names its funnel keeps it. */
export function stageOnWire(stage: string, funnel: number): string {
  const [, named, code = stage] = /^C(\d+):(.*)$/.exec(stage) ?? [];
  const category = named ?? String(funnel);
  return category === '0' ? code : `C${category}:${code}`;
}

/** Name of the dictionary that holds a funnel's stages. */
export function stageDictionary(funnel: number): string {
  return funnel === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${funnel}`;
}
