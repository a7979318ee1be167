import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES, type SearchAttributeType } from '../../config/search-attributes.ts';
import { ProvisionError } from './error.ts';

const DAY_MS = 86_400_000;
const NEW_NAMESPACE_DAYS = 14;
const KNOWN_WITHIN_MS = 30_000;

/** Values of temporal.api.enums.v1.IndexedValueType. */
const INDEXED_VALUE_TYPE: Record<SearchAttributeType, number> = { Keyword: 2, Bool: 5, Datetime: 6 };

/** gRPC status codes. */
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

export interface NamespaceOptions {
  namespace: string;
  /** How long closed runs stay visible. Omitted: an existing namespace keeps its own. */
  retentionDays?: number;
}

/**
 * Makes sure that the namespace exists and knows the hub's search attributes. Idempotent, and safe when several processes start at once.
 *
 * @throws ProvisionError naming the attribute when the server already has one of that name and another type
 */
export async function ensureNamespaceAndSearchAttributes(connection: Connection, options: NamespaceOptions): Promise<void> {
  await ensureNamespace(connection, options);
  const customAttributes = await attributesOf(connection, options.namespace);
  const missing: Record<string, number> = {};
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
    const present = customAttributes[name];
    if (present === undefined) missing[name] = INDEXED_VALUE_TYPE[type];
    else if (present !== INDEXED_VALUE_TYPE[type]) {
      throw new ProvisionError(
        `search attribute ${name} of namespace ${options.namespace} has another type than ${type}: remove it, or use another namespace`,
      );
    }
  }
  if (Object.keys(missing).length === 0) return;
  const add = connection.operatorService.addSearchAttributes({ namespace: options.namespace, searchAttributes: missing });
  await add.catch(unless(ALREADY_EXISTS));
}

/** The server's parts learn of a new namespace one by one, within seconds. */
async function attributesOf(connection: Connection, namespace: string): Promise<{ [name: string]: number }> {
  for (const deadline = Date.now() + KNOWN_WITHIN_MS; ; await sleep(250)) {
    const answer = await connection.operatorService.listSearchAttributes({ namespace }).catch((error: unknown) => {
      if (Date.now() > deadline) throw error;
      return unless(NOT_FOUND)(error);
    });
    if (answer) return answer.customAttributes ?? {};
  }
}

async function ensureNamespace(connection: Connection, { namespace, retentionDays }: NamespaceOptions): Promise<void> {
  const { workflowService } = connection;
  const retention = msToTs((retentionDays ?? NEW_NAMESPACE_DAYS) * DAY_MS);
  const found = await workflowService.describeNamespace({ namespace }).catch(unless(NOT_FOUND));
  if (!found) {
    await workflowService
      .registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention })
      .catch(unless(ALREADY_EXISTS));
    return;
  }
  const seconds = Number(found.config?.workflowExecutionRetentionTtl?.seconds);
  if (retentionDays === undefined || seconds * 1000 === retentionDays * DAY_MS) return;
  await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: retention } });
}

const unless = (code: number) => (error: unknown) => {
  if ((error as { code?: number }).code !== code) throw error;
};
