import { Code, ScrollArea } from '@mantine/core';

/** A value as it is, for those who know what they look for. */
export function JsonView({ value, maxHeight = 360, label }: { value: unknown; maxHeight?: number; label: string }) {
  return (
    <ScrollArea.Autosize mah={maxHeight} type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': label }}>
      <Code block>{JSON.stringify(value, null, 2)}</Code>
    </ScrollArea.Autosize>
  );
}
