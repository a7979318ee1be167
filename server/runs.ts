import type { ServerDeps } from './deps.ts';

/** The page of a run in the Temporal UI. */
export function runUrl(temporal: ServerDeps['temporal'], workflowId: string): string {
  const base = temporal.uiUrl.replace(/\/+$/, '');
  return `${base}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}

/** The list of all runs whose id begins so. */
export function runsUrl(temporal: ServerDeps['temporal'], prefix: string): string {
  const query = encodeURIComponent(`WorkflowId STARTS_WITH "${prefix}:"`);
  return `${temporal.uiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows?query=${query}`;
}
