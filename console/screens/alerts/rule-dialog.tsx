import { Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, Switch, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { ROLES } from '../../api/roles.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

type Rule = ItemOf<'/alert-rules'>;

/** Changes when a rule speaks and to whom. */
export function RuleDialog({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { t, of, code } = useWords(words);
  const { t: say, code: word } = useWords(common);
  const connections = useApi('/connections', {});
  const save = useCommand('patch', '/alert-rules/{kind}', ['alerts']);
  const [draft, setDraft] = useState(() => ({
    enabled: rule.enabled,
    threshold: rule.threshold,
    holdMinutes: rule.holdMinutes,
    remindMinutes: rule.remindMinutes,
    recipients: rule.recipients,
  }));
  const [addresses, setAddresses] = useState<string[] | null>(null);
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const tell = (part: Partial<Rule['recipients']>) => change({ recipients: { ...draft.recipients, ...part } });
  const webhooks = (connections.data?.items ?? []).filter(({ system }) => system === 'webhook');
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('editRule', { rule: of(rule.title) })}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = { ...draft, ...(addresses === null ? {} : { addresses }) };
          save.mutate({ params: { kind: rule.kind }, body }, { onSuccess: onClose });
        }}
      >
        <Stack gap="sm">
          <Switch
            label={t('on')}
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
          <Group grow align="flex-start">
            <NumberInput
              label={`${t('threshold')}, ${code('unit', rule.unit)}`}
              value={draft.threshold}
              min={1}
              onChange={(value) => change({ threshold: Number(value) })}
            />
            <NumberInput
              label={t('hold')}
              value={draft.holdMinutes}
              min={0}
              onChange={(value) => change({ holdMinutes: Number(value) })}
            />
            <NumberInput
              label={t('remind')}
              description={t('remindHint')}
              value={draft.remindMinutes}
              min={0}
              onChange={(value) => change({ remindMinutes: Number(value) })}
            />
          </Group>
          <MultiSelect
            label={t('roles')}
            data={ROLES.map((role) => ({ value: role, label: word('role', role) }))}
            value={draft.recipients.roles}
            onChange={(roles) => tell({ roles })}
          />
          {addresses === null ? (
            <Group justify="space-between">
              <span>{t('addressesSaved', { list: rule.addresses.length === 0 ? t('nobody') : rule.addresses.join(', ') })}</span>
              <Button variant="default" onClick={() => setAddresses([])}>
                {t('replaceAddresses')}
              </Button>
            </Group>
          ) : (
            <TagsInput label={t('addresses')} description={t('addressesHint')} value={addresses} onChange={setAddresses} />
          )}
          <Group grow align="flex-start">
            <MultiSelect
              label={t('webhooks')}
              data={webhooks.map(({ id, title }) => ({ value: id, label: title }))}
              value={draft.recipients.webhooks}
              onChange={(ids) => tell({ webhooks: ids })}
            />
            <Select
              label={t('webhookWhen')}
              data={(['always', 'fallback'] as const).map((value) => ({ value, label: code('when', value) }))}
              value={draft.recipients.webhookWhen}
              allowDeselect={false}
              onChange={(value) => tell({ webhookWhen: value === 'fallback' ? 'fallback' : 'always' })}
            />
            <Select
              label={t('language')}
              data={[
                { value: 'ru', label: 'Русский' },
                { value: 'en', label: 'English' },
              ]}
              value={draft.recipients.language}
              allowDeselect={false}
              onChange={(value) => tell({ language: value === 'en' ? 'en' : 'ru' })}
            />
          </Group>
          <ProblemAlert error={save.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {say('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
