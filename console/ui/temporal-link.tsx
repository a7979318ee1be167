import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Icon } from './icon.tsx';

/** Leads to the page of a run, in a tab of its own. */
export function TemporalLink({ href, children }: { href: string; children?: ReactNode }) {
  const { t } = useWords(common);
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" onClick={(event) => event.stopPropagation()}>
      {children ?? t('temporalRun')} <Icon name="external" size={12} />
    </Anchor>
  );
}
