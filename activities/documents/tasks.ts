import { createHash } from 'node:crypto';
import type { PackTask } from '../../domain/documents/decide.ts';
import type { DeadlineLevel } from '../../domain/documents/types.ts';
import type { Sentence } from '../../domain/errors.ts';
import type { Db } from '../../store/database.ts';
import type { Vault } from '../../store/keys.ts';
import type { LinkRow } from '../../store/links.ts';
import { closeTask, openTask, standingTask, taskKnown, tasksOf } from '../../store/tasks.ts';

const PREFIX = 'documents_';

interface Asked {
  kind: string;
  key: string;
  title: Sentence;
  data: { [name: string]: string | string[] | null };
}

/**
 * Asks people what a look has found, once for each occasion: what they have answered is not asked again. What stands no longer closes itself.
 * @param lost documents that only a person may ask for again
 */
export async function askPeople(
  tx: Db,
  vault: Vault,
  link: LinkRow,
  found: { tasks: readonly PackTask[]; level: DeadlineLevel; lost: readonly { id: string; category: string }[] },
): Promise<void> {
  const number = link.leftNumber ?? '';
  const wanted: Asked[] = [
    ...found.tasks.map(({ code, occasion, title, parts }) => ({
      kind: `${PREFIX}${code}`,
      key: `${PREFIX}${code}:${link.id}:${digest(occasion)}`,
      title,
      data: { number, parts },
    })),
    ...found.lost.map(({ id, category }) => ({
      kind: `${PREFIX}lost`,
      key: `${PREFIX}lost:${id}`,
      title: {
        ru: `Документ по заявке ${number} выдан системой бронирования, но не дошёл до узла: запросить его ещё раз?`,
        en: `A document of claim ${number} was handed out by the booking system and lost on the way: ask for it again?`,
      },
      data: { number, document: id, category },
    })),
    ...late(link, found.level),
  ];
  for (const { kind, key, title, data } of wanted) {
    if ((await standingTask(tx, key)) === null && (await taskKnown(tx, key))) continue;
    await openTask(tx, vault, { kind, dedupKey: key, link, title, data });
  }
  const standing = new Set(wanted.map(({ key }) => key));
  for (const task of await tasksOf(tx, link.id))
    if (task.kind.startsWith(PREFIX) && !standing.has(task.dedupKey)) await closeTask(tx, task.dedupKey, 'hub');
}

function late(link: LinkRow, level: DeadlineLevel): Asked[] {
  if (level !== 'breach' && level !== 'escalation') return [];
  const number = link.leftNumber ?? '';
  const title = {
    breach: {
      ru: `Документы по заявке ${number} не отправлены в срок`,
      en: `The documents of claim ${number} were not sent in time`,
    },
    escalation: {
      ru: `Документы по заявке ${number} всё ещё не отправлены: нужно решение руководителя`,
      en: `The documents of claim ${number} are still not sent: a head must decide`,
    },
  }[level];
  return [{ kind: `${PREFIX}late`, key: `${PREFIX}late:${link.id}:${level}`, title, data: { number, level } }];
}

const digest = (occasion: string) => createHash('sha256').update(occasion).digest('hex').slice(0, 16);
