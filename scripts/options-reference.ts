// `npm run docs:options`: writes docs/options.md, the reference of all options, from the table that the code reads them
// by. A test fails while the page and the table differ.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPlain } from '../src/config/flags.ts';
import { isNamed, type Option } from '../src/config/option.ts';
import { OPTIONS } from '../src/config/option-table.ts';
import { describeAllowed } from '../src/config/option-value.ts';
import { defaultText } from '../src/config/report.ts';

export const PAGE = join(import.meta.dirname, '../docs/options.md');

const INTRODUCTION = `# Options

All options of a node and of \`mcp-fleet serve\`. Below the name of each stand its flag and its variable; in a
configuration file and in code the name is the path to it: \`{ "admission": { "maxQueue": 50 } }\`.
[Configuration](configuration.md) says how files, variables, flags and code go together.

- In files, variables and flags, times may be text (\`250ms\`, \`5s\`, \`10m\`, \`1h\`, \`7d\`), and so may sizes (\`512B\`, \`64KiB\`,
  \`1MiB\`, \`1GiB\`, \`1MB\`). A number alone is in the unit that the name ends in.
- ↻ marks what SIGHUP and \`FleetNode.reconfigure\` change while the node serves; the rest waits for the next start.
- Lists are separated by commas in variables and flags, or are JSON. Where the name has a part in angle brackets, write
  \`name=value\`, several of them separated by commas, or a JSON object.

<!-- Written by "npm run docs:options" from src/config. Change it there. -->
`;

export function renderReference(): string {
  const sections = Map.groupBy(OPTIONS, ({ section }) => section);
  return [INTRODUCTION, ...[...sections].map(([title, options]) => renderSection(title, options))].join('\n');
}

function renderSection(title: string, options: readonly Option[]): string {
  const rows = options.map(renderRow);
  return `## ${title}\n\n| option | default | allowed | |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function renderRow(option: Option): string {
  const { path, variable, doc, kind, reloadable } = option;
  const names = [`**\`${path}\`**`, flagOf(option), variable && `\`${variable}\``]
    .filter(Boolean)
    .join('<br>');
  const meaning = [doc, kind.type === 'code' && 'In code or a module only.', reloadable && '↻']
    .filter(Boolean)
    .join(' ');
  const cells = [names, defaultText(option), allowedText(option), meaning];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function flagOf(option: Option): string | undefined {
  const { flagName, short, fallback } = option;
  if (flagName === undefined) return undefined;
  if (isPlain(option) && fallback === true) return `\`--no-${flagName}\``;
  return `\`${short === undefined ? '' : `-${short}, `}--${flagName}\``;
}

function allowedText(option: Option): string {
  const { kind } = option;
  switch (kind.type) {
    case 'number': {
      const { least, greatest } = kind.bounds;
      return `${least} … ${greatest}${kind.unit === undefined ? '' : ` ${kind.unit}`}`;
    }
    case 'text':
    case 'list':
      return kind.type === 'list' ? `${kind.form}s` : kind.form;
    default:
      return describeAllowed(kind, { fromText: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(PAGE, renderReference());
  console.log(
    `docs/options.md: ${OPTIONS.length} options, ${OPTIONS.filter(isNamed).length} of them by name`,
  );
}
