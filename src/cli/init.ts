// `mcp-fleet init DIR`: writes a project that runs and passes its own test.

import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { examples } from './help.ts';
import { projectFiles } from './init/project-files.ts';
import { projectName } from './init/project-name.ts';
import { writeProject } from './init/write-project.ts';
import { readManifest } from './manifest.ts';

interface InitFlags {
  readonly name?: string;
  readonly force: boolean;
}

export function initCommand(): Command {
  return new Command('init')
    .description('start a project: a server, its test, a Dockerfile')
    .argument('<dir>', 'the folder, new or empty')
    .option('--name <name>', 'the name of the npm package; the name of the folder by default')
    .option('--force', 'add what is missing to a folder that is not empty; nothing there is changed', false)
    .addHelpText(
      'after',
      examples(
        ['mcp-fleet init weather', 'a project named weather in the folder of that name'],
        ['mcp-fleet init . --name @acme/weather', 'in this folder, which is empty'],
      ),
    )
    .action(init);
}

function init(dir: string, { name, force }: InitFlags): void {
  const folder = resolve(dir);
  const files = projectFiles(projectName(name, folder), readManifest());
  const { written, kept } = writeProject(folder, files, force);
  const place = relative(process.cwd(), folder);
  const lines = [
    ...written.map((path) => `  ${path}`),
    ...kept.map((path) => `  ${path} (was there, left as it is)`),
    '',
    'Go on with:',
    ...(place === '' ? [] : [`  cd ${/\s/.test(place) ? `'${place}'` : place}`]),
    '  npm install',
    '  npm test',
    '  npm start',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
