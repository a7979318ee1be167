import type { ServerDeps } from './deps.ts';

/** The page of a run in the Temporal UI. */
export function runUrl(temporal: ServerDeps['temporal'], workflowId: string): string {
  const base = temporal.uiUrl.replace(/\/+$/, '');
  return `${base}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
