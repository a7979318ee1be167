import type { CheckName } from './catalogue.ts';
import type { SpecSchemas } from './check.ts';
import { typeOfPath } from './check-types.ts';
import { violationAt } from './references.ts';
import { type Spec, sourcePaths } from './spec.ts';
import type { Violation } from './types.ts';

/** Requests watch a mapped field of the right system, wait for values that it can take, and read what the left record has. */
export function requestProblems(spec: Spec, schemas: SpecSchemas): Violation[] {
  return spec.requests.flatMap((request, index) => {
    const problems: Violation[] = [];
    const add = (part: string, name: CheckName, ru: string, en: string) =>
      problems.push(
        violationAt(
          spec,
          ['requests', index, part],
          name,
          { ru: `Запрос ${request.id}: ${ru}`, en: `Request ${request.id}: ${en}` },
          { ru: 'Исправьте запрос.', en: 'Correct the request.' },
        ),
      );
    const field = schemas.right.fields.find((candidate) => candidate.name === request.field);
    if (field === undefined || !spec.rules.some((rule) => rule.to === request.field)) {
      add('field', 'request-field', `поле «${request.field}» не сопоставлено.`, `field “${request.field}” is not mapped.`);
    }
    const options = field?.values?.flatMap((value) => [value.id, value.title]);
    const strange = options === undefined ? [] : request.becomes.filter((value) => !options.includes(String(value)));
    if (strange.length > 0)
      add('becomes', 'request-value', `нет значений ${strange.join(', ')}.`, `there is no value ${strange.join(', ')}.`);
    const paths = [...request.unless.map((condition) => condition.path), ...Object.values(request.fields).flatMap(sourcePaths)];
    for (const path of paths.filter((candidate) => typeOfPath(candidate, schemas.left) === null)) {
      add('unless', 'source-unknown', `нет источника «${path}».`, `there is no source “${path}”.`);
    }
    return problems;
  });
}
