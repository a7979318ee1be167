/**
 * Stages of a funnel other than the default one carry its number in front: `C7:NEW`. Inside the hub the configured funnel's stages go by their code.
 */
export function stageInHub(stageId: string | null, categoryId: string | null, funnel: number): string | null {
  if (stageId === null || categoryId !== String(funnel)) return stageId;
  return stageId.startsWith(prefix(funnel)) ? stageId.slice(prefix(funnel).length) : stageId;
}

/** A code that already names its funnel is left as it is. */
export function stageOnWire(stage: string, funnel: number): string {
  return /^C\d+:/.test(stage) ? stage : `${prefix(funnel)}${stage}`;
}

/** Name of the dictionary that holds a funnel's stages. */
export function stageDictionary(funnel: number): string {
  return funnel === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${funnel}`;
}

function prefix(funnel: number): string {
  return funnel === 0 ? '' : `C${funnel}:`;
}
