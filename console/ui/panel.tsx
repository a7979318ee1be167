import { Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of the screen with its heading. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Title order={2} mb={6}>
        {title}
      </Title>
      {children}
    </Paper>
  );
}
