/** `stageId` → `STAGE_ID`. */
export function upperName(universal: string): string {
  return universal.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * How the universal methods call a user field.
 *
 * With an object number and only letters or only digits after it the name is regular (`UF_CRM_3_DIGIT` → `ufCrm3Digit`,
 * `UF_CRM_3_17473` → `ufCrm3_17473`); in all other cases only the prefix is converted (`UF_CRM_UZEL_CLAIM` → `ufCrm_UZEL_CLAIM`).
 */
export function universalUserFieldName(original: string): string {
  const rest = original.replace(/^UF_CRM_/, '');
  const numbered = /^(\d+)_(.+)$/.exec(rest);
  const [, object, tail] = numbered ?? [];
  if (object !== undefined && tail !== undefined) {
    if (/^\d+$/.test(tail)) return `ufCrm${object}_${tail}`;
    if (/^[A-Z]+(_[A-Z]+)*$/.test(tail)) return `ufCrm${object}${tail.split('_').map(capital).join('')}`;
  }
  return `ufCrm_${rest}`;
}

function capital(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
