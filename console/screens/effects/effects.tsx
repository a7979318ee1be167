import { useWords } from '../../i18n/dictionary.ts';
import { Filters } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { EffectsTable, STATES } from './effects-table.tsx';
import { words } from './words.ts';

/** Every write to another system: made, under way, refused, or only planned in observe. */
export default function Effects() {
  const { t, code } = useWords(words);
  return (
    <Page>
      <Filters
        fields={[
          {
            name: 'state',
            label: t('state'),
            kind: 'choice',
            options: STATES.map((value) => ({ value, label: code('state', value) })),
          },
          { name: 'connection', label: t('connection'), kind: 'text' },
        ]}
      />
      <EffectsTable />
    </Page>
  );
}
