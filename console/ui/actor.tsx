import { useApi } from '../api/use-api.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';

/** How journal, audit and tasks name somebody, as people know them: a colleague, a program, the hub itself. */
export function useActorName(): (actor: string) => string {
  const { t, code } = useWords(common);
  const known = useApi('/actors', {}, { live: ['access'] });
  return (actor) => {
    const [kind, id = ''] = actor.split(':');
    if (actor === 'token:bootstrap') return t('actorToken');
    if (kind === 'process') return code('actorProcess', id);
    if (actor === 'hub') return t('actorHub');
    return known.data?.items.find((one) => one.actor === actor)?.name ?? actor;
  };
}

/** The name of whoever did something; the id when pointed at. */
export function Actor({ of: actor }: { of: string | null }) {
  const nameOf = useActorName();
  if (actor === null) return <>—</>;
  return <span title={actor}>{nameOf(actor)}</span>;
}
