import { Tabs } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Page } from '../../ui/page.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { Keys } from './keys.tsx';
import { People } from './people.tsx';
import { Rights } from './rights.tsx';
import { Sessions } from './sessions.tsx';
import { Tokens } from './tokens.tsx';
import { Units } from './units.tsx';
import { words } from './words.ts';

const TABS = ['people', 'units', 'tokens', 'sessions', 'rights', 'keys'] as const;

/** Who may do what where: people with their roles, units, programs, who is signed in, and the keys under which secrets lie. */
export default function Access() {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const mayKeys = useMay('keys.manage');
  const tabs = TABS.filter((tab) => tab !== 'keys' || mayKeys);
  const tab = tabs.find((one) => one === url.get('tab')) ?? 'people';
  return (
    <Page>
      <Tabs value={tab} onChange={(next) => url.set({ tab: next ?? undefined })} keepMounted={false} aria-label={t('access')}>
        <Tabs.List mb="sm">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {code('tab', one)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="people">
          <People />
        </Tabs.Panel>
        <Tabs.Panel value="units">
          <Units />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <Tokens />
        </Tabs.Panel>
        <Tabs.Panel value="sessions">
          <Sessions />
        </Tabs.Panel>
        <Tabs.Panel value="rights">
          <Rights />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <Keys />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
