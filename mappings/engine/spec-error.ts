import { HubError } from '../../domain/errors.ts';
import type { Violation } from './types.ts';

/** A spec that cannot be used, with every place that makes it so. */
export class SpecError extends HubError {
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    const [first] = violations;
    const place = first === undefined ? '' : `${first.file}:${first.line}:${first.column} `;
    super({
      code: 'MAPPING_SPEC_INVALID',
      kind: 'config',
      userMessage: {
        ru: `Сопоставление не принято: ${place}${first?.message.ru ?? ''}`,
        en: `The mapping was not accepted: ${place}${first?.message.en ?? ''}`,
      },
    });
    this.name = 'SpecError';
    this.violations = violations;
  }
}
