// Reads the secrets of a node from a file, as Docker and Kubernetes hand them to containers.

import { readFileSync } from 'node:fs';
import { OPTIONS_BY_PATH } from './option-table.ts';
import { ConfigurationError } from './problem.ts';
import { readTexts } from './text-source.ts';

/**
 * @param from where the path was written, for messages; undefined: in code
 * @throws ConfigurationError when the file cannot be read or has no secrets that will do
 */
export function readSecretsFile(path: string, from?: string): readonly string[] {
  const option = OPTIONS_BY_PATH.get('secrets');
  if (option === undefined) throw new Error('The table of options has no secrets.');
  const place = from === undefined ? `secretsFile ${path}` : `${path} (${from})`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `secretsFile cannot be read: ${JSON.stringify(path)} (${code}).`;
    throw new ConfigurationError([{ name: 'secretsFile', from, message }]);
  }
  const { settings, problems } = readTexts({ option, texts: [text], from: place, folder: '.' });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return settings[0]?.value as readonly string[];
}
