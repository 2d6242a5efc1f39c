// `mcp-fleet config`: shows the configuration that `serve` would have, with where each value comes from; or checks it.

import type { Command } from 'commander';
import { OPTIONS_BY_PATH } from '../config/option-table.ts';
import { type ReportRow, reportOf } from '../config/report.ts';
import { readSecretsFile } from '../config/secrets-file.ts';
import type { Setting, Settings } from '../config/settings.ts';
import { CliError } from './cli-error.ts';
import { readConfiguration, toCliError } from './configuration.ts';
import { OptionCommand } from './option-command.ts';

interface ConfigFlags {
  check?: boolean;
  json?: boolean;
}

export function configCommand(): Command {
  return new OptionCommand('config')
    .description('show or check the configuration that "serve" would have')
    .usage('[--print | --check] [options]')
    .option('--print', 'show every option, its value and where that comes from (default)')
    .option('--json', 'the same as JSON')
    .option('--check', 'only say what is wrong; exit code 1 if anything is')
    .action(async (flags: ConfigFlags, { args }: Command) => {
      try {
        await showConfiguration(args, flags);
      } catch (error) {
        const known = toCliError(error);
        throw known instanceof CliError ? new CliError(known.message, { cause: known }) : known;
      }
    });
}

async function showConfiguration(argv: readonly string[], { check, json }: ConfigFlags): Promise<void> {
  const { settings, file, operands } = await readConfiguration(argv);
  if (operands.length > 0)
    throw new CliError(`config takes no file but with --config: ${operands.join(', ')}.`);
  const rows = reportOf(withSecrets(settings));
  const text = check === true ? summary(rows) : json === true ? toJson(rows, file) : toTable(rows);
  process.stdout.write(`${text}\n`);
}

/** With what stands in the file of secrets, to show which they are. */
function withSecrets(settings: Settings): Settings {
  const inFile = settings.get('secretsFile');
  const option = OPTIONS_BY_PATH.get('secrets');
  if (inFile === undefined || option === undefined) return settings;
  const value = readSecretsFile(inFile.value as string, inFile.from);
  const secrets: Setting = { option, segments: ['secrets'], value, from: 'secretsFile' };
  return new Map([...settings, ['secrets', secrets]]);
}

function summary(rows: readonly ReportRow[]): string {
  const said = rows.filter(({ from }) => from !== 'default').length;
  return `The configuration is right: ${said} of its options are set, the others have their defaults.`;
}

function toJson(rows: readonly ReportRow[], file: string | undefined): string {
  const options = Object.fromEntries(rows.map(({ name, value, from }) => [name, { value, from }]));
  return JSON.stringify({ file: file ?? null, options }, undefined, 2);
}

function toTable(rows: readonly ReportRow[]): string {
  const lines = [{ name: 'OPTION', from: 'FROM', text: 'VALUE' }, ...rows];
  const nameWidth = Math.max(...lines.map(({ name }) => name.length));
  const fromWidth = Math.max(...lines.map(({ from }) => from.length));
  return lines
    .map(({ name, text, from }) => `${name.padEnd(nameWidth)}  ${from.padEnd(fromWidth)}  ${text}`)
    .join('\n');
}
