import { Box, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** What is known of one thing: a name, and what stands for it. Holds `Fact`s. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <Box component="dl" m={0}>
      {children}
    </Box>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Group justify="space-between" gap="md" wrap="nowrap" align="flex-start" py={1}>
      <Text component="dt" c="dimmed" flex="none" maw="60%">
        {label}
      </Text>
      <Text component="dd" m={0} ta="right" fw={500}>
        {children}
      </Text>
    </Group>
  );
}
