// How new options change a node that serves.

import { changeReloadable } from '../config/changes.ts';
import { merge, type Settings, toTree } from '../config/settings.ts';
import { readTree } from '../config/tree-source.ts';
import { fillNodeOptions, type NodeOptions } from './node-options.ts';

export interface Reconfigured {
  /** Names of the options that are different now. */
  readonly changed: readonly string[];
  /** Names of those that stay as they are until the next start. */
  readonly kept: readonly string[];
}

/**
 * Of the new options, those that can be changed while the node serves, and of the old ones the rest.
 * @throws ConfigurationError when the new options are wrong, or do not go with what stays
 */
export function reconcile(
  old: NodeOptions,
  other: NodeOptions,
): Reconfigured & { readonly options: NodeOptions } {
  const { settings, changed, kept } = changeReloadable(settingsOf(old), settingsOf(withSecrets(other)));
  // The same shape went in.
  return { options: toTree(settings) as NodeOptions, changed, kept };
}

/**
 * The options with what stands in `secretsFile`, which may be another thing later.
 * @throws ConfigurationError telling every option that is wrong
 */
export function withSecrets(options: NodeOptions): NodeOptions {
  const { secrets } = fillNodeOptions(options);
  const { secretsFile, ...others } = options;
  return secrets === undefined ? others : { ...others, secrets };
}

function settingsOf(options: NodeOptions): Settings {
  return merge([readTree(options, { fromText: false })]);
}
