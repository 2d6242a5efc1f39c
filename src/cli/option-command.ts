// A command that takes the flags of the options in the table.

import { Command, type Help, Option as HelpOption } from 'commander';
import { isPlain } from '../config/flags.ts';
import { isNamed, type Kind, type Option } from '../config/option.ts';
import { OPTIONS } from '../config/option-table.ts';
import { defaultText } from '../config/report.ts';

/** Takes whatever arguments come, to be read by `readFlags`, and shows the flags that there are in its help. */
export class OptionCommand extends Command {
  constructor(name: string) {
    super(name);
    this.allowUnknownOption();
  }

  override createHelp(): Help {
    const help = super.createHelp();
    const own = help.visibleOptions.bind(help);
    help.visibleOptions = (command) => [...own(command), ...sourceFlags(), ...optionFlags()];
    return help;
  }

  /** What stands behind a flag is an argument too, as long as nobody has read the flags. */
  override copyInheritedSettings(source: Command): this {
    return super.copyInheritedSettings(source).allowExcessArguments();
  }
}

function sourceFlags(): HelpOption[] {
  return [
    new HelpOption(
      '--config <file>',
      'configuration file (default: fleet.config.ts, .js, .mjs or .json, if there)',
    ),
    new HelpOption('--environment-file <file>', 'file of variables; those of the process go before it'),
  ];
}

function optionFlags(): HelpOption[] {
  return OPTIONS.filter(({ flagName }) => flagName !== undefined).map((option) =>
    new HelpOption(termOf(option), describe(option)).helpGroup(`${option.section}:`),
  );
}

function termOf(option: Option): string {
  const { flagName, short, fallback, kind } = option;
  if (isPlain(option)) return fallback === true ? `--no-${flagName}` : `--${flagName}`;
  const value = isNamed(option) ? `<name=${placeholder(kind)}>` : `<${placeholder(kind)}>`;
  return `${short === undefined ? '' : `-${short}, `}--${flagName} ${value}`;
}

function placeholder(kind: Kind): string {
  switch (kind.type) {
    case 'number':
      if (kind.unit === undefined) return 'number';
      return kind.unit === 'ms' ? 'duration' : 'size';
    case 'choice':
      return 'choice';
    case 'text':
    case 'list':
      return kind.form;
    case 'path':
      return 'file';
    default:
      return 'true|false';
  }
}

function describe(option: Option): string {
  const { doc, kind } = option;
  const facts = [
    ...(kind.type === 'choice' ? [`one of ${kind.values.join(', ')}`] : []),
    ...(isPlain(option) || isNamed(option) ? [] : [`default: ${defaultText(option)}`]),
  ];
  const told = facts.length === 0 ? doc : `${doc} (${facts.join('; ')})`;
  return told.replaceAll('`', '');
}
