import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Page } from '../../ui/page.tsx';
import { bodyOf, emptyDraft } from './draft.ts';
import { RouteForm } from './form.tsx';
import { Trial } from './trial.tsx';
import { words } from './words.ts';

/** A new route is written down, tried on a sample and created; it is off until somebody turns it on. */
export default function NewRoute() {
  const { t } = useWords(words);
  const navigate = useNavigate();
  const [draft, setDraft] = useState(emptyDraft);
  const create = useCommand('post', '/routes', ['routes']);
  return (
    <Page>
      <RouteForm
        draft={draft}
        onChange={setDraft}
        submit={t('create')}
        pending={create.isPending}
        error={create.error}
        onSubmit={() => create.mutate({ body: bodyOf(draft) }, { onSuccess: ({ id }) => void navigate(`/routes/${id}`) })}
      />
      <Trial draft={draft} />
    </Page>
  );
}
