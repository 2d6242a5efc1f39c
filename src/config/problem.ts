// What is wrong with a configuration, told to the person who wrote it: all of it at once, each with where it stands.

export interface Problem {
  /** The option, or what was taken for one. */
  readonly name: string;
  /** Where it was written: a file, a variable, a flag. Undefined: in code. */
  readonly from?: string | undefined;
  /** What is wrong and what is allowed, with the name. */
  readonly message: string;
}

/** Something in the configuration is wrong; nothing of it is in force. Its message tells every problem, and no secret. */
export class ConfigurationError extends TypeError {
  override readonly name = 'ConfigurationError';
  readonly code = 'INVALID_CONFIGURATION';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(describeAll(problems), options);
    this.problems = problems;
  }
}

/** `port must be ...`, with its source before it. */
export function describeProblem({ from, message }: Problem): string {
  return from === undefined || message.startsWith(from) ? message : `${from}: ${message}`;
}

function describeAll(problems: readonly Problem[]): string {
  const lines = problems.map(describeProblem);
  if (lines.length === 1) return lines.join();
  return `${lines.length} things are wrong with the configuration:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
