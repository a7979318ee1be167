import type { Cluster } from '../../support/cluster.ts';

/** Texts of list fields by their ids, asked of the portal as its own pages do. */
export async function optionTexts(cluster: Cluster): Promise<(field: string, id: unknown) => string | null> {
  const { options } = (await cluster.bitrix24.connection()) as {
    options: { portal: string; webhookUserId: string; webhookSecret: string };
  };
  const address = `${options.portal}/rest/${options.webhookUserId}/${options.webhookSecret}/crm.item.fields?entityTypeId=2`;
  const answer = (await (await fetch(address)).json()) as {
    result: { fields: { [name: string]: { items?: { ID: string; VALUE: string }[] } } };
  };
  const { fields } = answer.result;
  return (field, id) => fields[field]?.items?.find((item) => item.ID === String(id))?.VALUE ?? null;
}
