import { BaseSequencer, type TestSpecification } from 'vitest/node';

const IN_TURN = 'console';

/** Lets files that need the one shared hub alternate with others of their group, so that two workers seldom wait for each other. */
export default class Alternating extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const groups = [...new Set(sorted.map(groupOf))];
    return groups.flatMap((group) => {
      const members = sorted.filter((file) => groupOf(file) === group);
      const waiting = members.filter(({ project }) => project.name === IN_TURN);
      const others = members.filter(({ project }) => project.name !== IN_TURN);
      return Array.from({ length: Math.max(waiting.length, others.length) }, (_, at) => [waiting[at], others[at]])
        .flat()
        .filter((file) => file !== undefined);
    });
  }
}
