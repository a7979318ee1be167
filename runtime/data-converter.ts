import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { PayloadCodec } from '../vault/codec.ts';

/** How clients and workers of the hub write payloads and failures: encrypted. */
export function dataConverter(codec: PayloadCodec): DataConverter {
  return { payloadCodecs: [codec], failureConverterPath: failureConverterPath() };
}

/** The SDK loads it by this path, and bundles it for workflows. */
export function failureConverterPath(): string {
  const paths = ['js', 'ts'].map((ending) => fileURLToPath(new URL(`./failure-converter.${ending}`, import.meta.url)));
  const path = paths.find((file) => existsSync(file));
  if (path === undefined) throw new Error('the failure converter is missing from the build');
  return path;
}
